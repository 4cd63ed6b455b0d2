"""Chapters executed: by workers or from the cache, watched in what they read."""
