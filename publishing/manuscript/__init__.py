"""A chapter's text as its author writes it: prose, cells, values in running text, notebooks."""
