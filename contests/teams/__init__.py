"""Teams of a contest and who is in them."""
