"""The certificate as a PDF, and the font that it is set in."""
