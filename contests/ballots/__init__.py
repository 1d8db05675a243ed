"""Judges' sheets: sent or copied from paper, verified by somebody else."""
