"""How a stage contest is scored, from the marks on a sheet to the prizes: exact, and without a database."""
