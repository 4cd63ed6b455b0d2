"""Commands that check: what is said of an edition, how far it is, and what units stand by."""
