"""Documents of approved contest results: minutes, the list of prizes, and the report over many contests."""
