"""All that is held about one person: found, handed over as a copy, erased."""
