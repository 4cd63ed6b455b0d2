"""What comes in: codebook, units, population and returns, screened and made into cleaned data."""
