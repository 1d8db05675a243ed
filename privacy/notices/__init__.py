"""The console's screens of the privacy notice."""
