"""What ``engraft bench`` measures, one file per kind of thing."""
