"""What one cell of a roster says: a name, a birth, a commune, a number of a card, a text."""
