"""The reports that there are, each in a module of its own, and the catalogue of them."""
