"""Read each file format into a grid. Parsers of other people's files are imported nowhere else."""
