"""A build: from returns to site and PDF, phase by phase."""
