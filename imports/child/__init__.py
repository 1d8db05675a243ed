"""What runs in the child process that reads one file of strangers. Imports no Django; the readers' parsers are imported nowhere else."""
