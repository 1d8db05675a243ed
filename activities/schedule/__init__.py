"""The days of sittings: half-days proposed from dates, and what new dates mean for them."""
