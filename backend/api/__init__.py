"""The shape of the API: errors, pages of lists, request bodies, the schema."""
