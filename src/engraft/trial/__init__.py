"""Studies: who gets what, for how long, and what is asked."""
