"""What a cell shows readers: which outputs there are, and the signs of a terminal in them."""
