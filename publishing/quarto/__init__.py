"""Quarto as the engine: which one is there, the staged book rendered by it, and what it lacks mended."""
