"""Two records of one person merged after a preview, and the merge undone."""
