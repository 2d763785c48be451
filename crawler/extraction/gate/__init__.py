"""Is it an article, and if not, why."""
