"""Files as they come in: received, read in the reader process, refused with a message, kept encrypted."""
