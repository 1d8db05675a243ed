"""Tables of a year's plan or of past years, as offices have them: one class or contest a row. Pure: imports no Django."""
