"""How a product comes to be: collection, vector, culture, edits, release."""
