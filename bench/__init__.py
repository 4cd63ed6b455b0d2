"""Builds measured against their limits and their rivals: `make bench`."""
