"""How an indicator developed: what the store of series has, and the returns of the edition."""
