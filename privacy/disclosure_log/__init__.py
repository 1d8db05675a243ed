"""The log of who saw or took personal data, as administrators read it."""
