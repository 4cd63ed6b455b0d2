"""The site: pages, figures in them, search, one file, and the landing page of all editions."""
