"""Tasks of a year's plan, in order, with what came of them."""
