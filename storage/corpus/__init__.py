"""Articles: recorded in one transaction, their states, and how they are read again."""
