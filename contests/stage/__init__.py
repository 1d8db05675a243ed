"""What happens on the stage: the order drawn, who performs, for how long."""
