"""Training sessions: topics and speakers."""
