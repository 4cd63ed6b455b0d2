"""From executed chapters to staged book, site and PDF. Knows documents and no statistics."""
