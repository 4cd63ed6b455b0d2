"""A table as a value: its numbers and signs, joined, put in order, said, and made a record."""
