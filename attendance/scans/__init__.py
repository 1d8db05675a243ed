"""Scans: parsed, looked up, judged, stored."""
