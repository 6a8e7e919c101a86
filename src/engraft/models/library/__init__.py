"""Published models, one paper per file."""
