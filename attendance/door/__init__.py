"""The door of a sitting: its rotating code and what a participant does with it."""
