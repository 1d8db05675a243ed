"""What a request may be before any view sees it: its size, its transport, characters and ids that a database can hold."""
