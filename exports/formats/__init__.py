"""Files that a table is written to: workbook, csv and JSON."""
