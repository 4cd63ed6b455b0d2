"""Quarto as the engine: the one that is there, the staged book or the sources rendered by it."""
