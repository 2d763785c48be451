"""From a page to an article: one parse, one tree, each step in its own module (the order stands in `extractor`)."""
