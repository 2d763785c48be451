"""From the web to an Article: spiders, discovery, extraction."""
