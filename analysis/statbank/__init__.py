"""Statistics Norway's database: the only room that uses the network."""
