"""Line by line: what is the story and what is not."""
