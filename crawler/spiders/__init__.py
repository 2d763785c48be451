"""One spider class; the loader makes each outlet one of its instances."""
