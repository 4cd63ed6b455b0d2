"""Checks of an edition: typed numbers, citations, and the printed report cell by cell."""
