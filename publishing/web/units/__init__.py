"""Pages of units on the site: their frame, the way to them, and their scripts."""
