"""The log of who saw or took personal data: which lists are logged, who was read for an answer, the lines."""
