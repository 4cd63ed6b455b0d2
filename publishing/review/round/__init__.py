"""The round: who reviews until when, what is read and approved, and what stops publishing."""
