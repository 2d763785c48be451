"""Posts of other platforms: cut out of the page, recognised in its text."""
