"""The results ledger: what executed chapters say, as data, and its files."""
