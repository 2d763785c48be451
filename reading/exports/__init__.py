"""The forms in which the corpus leaves the house: one module each, all with `Form`'s three methods."""
