"""Requests of people about their own data, and the terms in which the law wants them answered."""
