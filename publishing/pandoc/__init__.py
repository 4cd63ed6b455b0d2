"""pandoc: the one way it is called."""
