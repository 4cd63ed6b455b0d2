"""The PDF: the book as a Typst project, compiled and tagged."""
