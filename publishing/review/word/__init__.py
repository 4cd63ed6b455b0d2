"""Drafts as Word documents: written with paragraphs that are known again, and read with remarks."""
