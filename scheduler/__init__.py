"""When: timetable, supervisor of crawl processes, health."""
