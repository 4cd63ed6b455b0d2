"""Markdown: read, referred to, and written so that text stays text."""
