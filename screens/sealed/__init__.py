"""What a browser holds sealed with a key of the session: texts searched for, in addresses; drafts of forms."""
