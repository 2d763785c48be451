"""Where the story stands on the page."""
