"""Questions become tables: how many gave each answer, by group, over years, of whom."""
