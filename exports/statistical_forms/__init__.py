"""Statistical forms as data: a TOML file of rows, columns and what they count becomes a report."""
