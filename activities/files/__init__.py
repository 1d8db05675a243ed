"""Files that are kept as they came: recognised by their content, sealed, sent back as attachments."""
