"""What reviewers say: read from what they send, kept as files, found again in the text."""
