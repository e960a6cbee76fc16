"""The audit log: rows that are only added, chained by the worker, guarded by the database."""
