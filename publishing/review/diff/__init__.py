"""What parts two drafts: words, numbers, tables, figures, references, and why."""
