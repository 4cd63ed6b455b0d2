"""From executed chapters to staged book, site and PDF. Knows documents and no statistics."""

import project as _project  # noqa: F401 - from here on byte code follows content
