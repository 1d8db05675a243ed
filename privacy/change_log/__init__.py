"""The audit trail as people read it: the history of one activity, person or user, and all changes for administrators."""
