"""FTE (årsverk): by item, changed, per inhabitant, and users estimated from them."""
