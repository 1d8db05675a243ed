"""What reports count: the scope of a question, its groupings, each measure, the plan, and the tally of them all."""
