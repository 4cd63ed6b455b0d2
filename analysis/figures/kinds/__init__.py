"""The kinds of figures: bars lying and standing, curves, panels, words, and their legend."""
