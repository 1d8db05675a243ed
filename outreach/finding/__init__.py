"""Where items of the other channels are found: in their list, in the calendar, in the search."""
