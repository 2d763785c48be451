"""SQLAlchemy and the two databases: what is the same of both, what differs, how faults come out."""
