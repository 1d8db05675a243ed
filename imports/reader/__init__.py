"""Read other people's files: everything here runs in the reader process, without Django and without the server's secrets."""
