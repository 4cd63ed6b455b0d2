"""pandoc: the one way it is called; each page is read once and written in every form."""
