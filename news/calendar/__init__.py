"""The parts of a printed date: days, months, times of day, relative times. `news.dates` puts them together."""
