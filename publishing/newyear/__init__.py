"""The next edition: made from the last one, held against what came in, with what is to decide."""
