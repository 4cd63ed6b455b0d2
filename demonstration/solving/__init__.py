"""Plausible numbers under bindings: intervals of print, linear and integer programs, fixed noise."""
