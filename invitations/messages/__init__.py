"""Messages to people, each with their own pass: the texts, who gets which, and who was told."""
