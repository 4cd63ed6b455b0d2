"""The rules, a file for each kind: files, units, cells, answers, FTE."""
