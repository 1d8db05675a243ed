"""The targets of a year's plan: screens and API."""
