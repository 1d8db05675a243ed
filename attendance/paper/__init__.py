"""Paper: signing lists, pass sheets and posters, and typing in what was signed."""
