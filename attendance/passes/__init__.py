"""Passes: their codes, QR images, addresses, and the names that public pages may show."""
