"""How a report is written: created from the records, its sections composed again or put into own words."""
