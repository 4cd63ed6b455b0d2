"""From executed chapters to staged book, site and PDF. Knows documents and no statistics."""

import time

from analysis import bytecode as _bytecode

BEGAN = time.time_ns()
"""When this program began to load the project's code."""

_bytecode.follow_content()
