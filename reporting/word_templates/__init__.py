"""Templates in Word that the office edits: taken in after a check, with the days for which they serve, withdrawn, shown with a sample."""
