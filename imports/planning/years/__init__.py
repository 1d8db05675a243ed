"""What will happen to each row of a year's plan, or of past years. Reads the database and writes nothing."""
