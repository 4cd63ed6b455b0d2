"""A published edition built anew from what it says of itself, and every byte held against it."""
