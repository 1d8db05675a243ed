"""What every screen and every API is built from: forms, pages, lists, viewset settings."""
