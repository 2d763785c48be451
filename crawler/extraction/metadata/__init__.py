"""What the page says about the story."""
