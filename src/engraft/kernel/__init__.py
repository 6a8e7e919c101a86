"""Arrays in, arrays out: expressions, derivatives, the stepper, chance. No biology, no people, no units."""
