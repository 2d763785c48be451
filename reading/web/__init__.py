"""The corpus over HTTP: the API, the feeds and the pages."""
