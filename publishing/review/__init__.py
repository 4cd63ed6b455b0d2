"""The review of a draft: what one may talk about, what changed, what is said of it."""
