"""Rules by which data are deleted after their term, and the nightly run that follows them."""
