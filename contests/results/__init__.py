"""The ranking, what stands in its way, and results as they were approved."""
