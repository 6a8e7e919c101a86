"""What ``engraft show`` shows: each kind of noun as plain data, and as a page."""
