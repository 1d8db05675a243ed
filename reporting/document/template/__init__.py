"""The template of a report in Word: the standard one, what one may hold, how it is checked and filled."""
