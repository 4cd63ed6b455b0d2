"""The kinds of figures: bars, curves, panels, words, strips, heat maps, fits, and their legend."""
