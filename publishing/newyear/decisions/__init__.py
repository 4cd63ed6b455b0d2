"""What a person must decide before a new edition is true, found in its files and chapters."""
