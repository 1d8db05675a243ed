"""The rows behind a figure: which table they stand in, how they are shown, who may see their names."""
