"""The way out and back: guarded requests, robots.txt, what answers mean, the archive of what came."""
