"""Pages of units made by the workers of a Dask cluster."""
