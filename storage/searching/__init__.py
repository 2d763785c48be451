"""Words to ask with, words to find by, and the index of either database."""
