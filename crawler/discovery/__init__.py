"""What sources offer: bytes of feeds, sitemaps and section pages → entries. Pure."""
