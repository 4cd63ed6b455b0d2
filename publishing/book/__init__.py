"""The staged book: a plain Quarto project, its pages, products and index."""
