"""The door of a sitting: its rotating code, and entry by it."""
