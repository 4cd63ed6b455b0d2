"""What authors write around their cells: what it may hold, includes, pictures, notes, tables."""
