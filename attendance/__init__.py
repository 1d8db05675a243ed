"""Who may come and who came: registrations, scans, attendances, doors and passes."""
