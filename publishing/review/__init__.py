"""The review of drafts: what one may talk about, what changed, what is said, what is approved."""
