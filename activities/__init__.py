"""What is held: activities, their sittings, the targets of the plan."""
