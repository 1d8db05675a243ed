"""Understand a grid: text, table heads, layout and the people in it. Pure: imports no Django."""
