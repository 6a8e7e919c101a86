"""Grading scales, as observables: a bedside rule and the verdict read the same thing."""
