"""The stored corpus, shown: queries, rendering, export, terminal. Never Scrapy, never Twisted."""
