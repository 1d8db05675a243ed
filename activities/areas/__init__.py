"""Areas: the units that a province counts together, kept by whoever records there."""
