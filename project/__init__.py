"""The ground that analysis and publishing stand on: errors, files, places, what was read."""

import time

BEGAN = time.time_ns()
"""When this program began to load the project's code."""

from project import bytecode as _bytecode  # noqa: E402 - the moment comes first

_bytecode.follow_content()
