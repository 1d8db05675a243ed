"""Tables that leave the office: small counts of people are not shown, nor what would give them away."""
