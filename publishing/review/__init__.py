"""The review of drafts: what reviewers say, where it stands, and what is read and approved."""
