"""The audit trail: who changed what, when and from where; written by the functions that change, chained by hash, never edited."""
