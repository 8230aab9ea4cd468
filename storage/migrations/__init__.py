"""The chain of migrations, one for both databases: `storage.migrate` runs it, `check` compares it with the tables."""
