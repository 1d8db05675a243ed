"""Vietnamese text, names, phones and dates. Knows no framework."""
