"""What the product and its development are built from: advisories about it, and a bill of materials."""
