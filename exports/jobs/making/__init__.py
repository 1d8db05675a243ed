"""What the worker does: takes exports from the queue, makes their files, begins lost ones again."""
