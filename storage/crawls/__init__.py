"""What crawls work with and leave behind: outlets, feeds, links, leases, runs, health."""
