"""Pages that a phone keeps and opens without a network: their files, one service worker for all, brotli."""
