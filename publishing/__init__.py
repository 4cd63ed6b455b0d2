"""From executed chapters to staged book, site and PDF. Knows documents and no statistics."""

from analysis import bytecode as _bytecode

_bytecode.follow_content()
