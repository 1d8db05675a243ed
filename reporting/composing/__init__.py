"""A report composed from the records: kinds, figures and the rows behind them, sentences, what is missing, what changed since."""
