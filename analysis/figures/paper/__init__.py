"""The paper: a sheet in points, its style, how wide text is, scales, and the SVG written."""
