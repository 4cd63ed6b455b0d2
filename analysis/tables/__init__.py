"""A table as a value: its numbers and signs, joined, put in order, and made a record."""
