"""What comes from elsewhere than the returns: earlier editions, written files, other chapters."""
