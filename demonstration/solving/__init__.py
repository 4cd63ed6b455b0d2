"""Plausible numbers under bindings: print as intervals, programs, and noise that stays."""
