"""One law per file, to be joined into a disease."""
