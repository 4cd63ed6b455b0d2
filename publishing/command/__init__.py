"""The command line: what an author types, and what is told."""
