"""Help for whoever is stuck: three-step guides, and what is new, in the words of the screens."""
