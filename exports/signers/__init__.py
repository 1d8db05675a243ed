"""Who signs the documents of the agency, and under which letterhead."""
