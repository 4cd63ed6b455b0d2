"""What is written and kept: whole files, outputs in one move, stores, locks, durations."""
