"""Commands of a review round: drafts, what changed, remarks, and who has read what."""
