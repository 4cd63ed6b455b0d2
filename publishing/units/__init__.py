"""A page, a PDF and a CSV for every unit and every group of units of an edition."""
