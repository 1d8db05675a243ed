"""The screens of a roster: upload, preview, corrections, files to download."""
