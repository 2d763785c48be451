"""Looking after a database: checks, backups, retention, forgetting for good."""
