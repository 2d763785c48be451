"""Why a request gave no page, in words for people. Needs no Scrapy: the daemon and the pages say them too."""

from __future__ import annotations

PHRASES = {
    "dns": "DNS lookup failed",
    "refused": "connection refused",
    "timeout": "timed out",
    "data_loss": "the answer broke off",
    "too_large": "the answer is over 10 MB",
    "headers": "the answer's headers are over 256 KiB",
    "tls": "TLS certificate or handshake failed",
    "redirects": "too many redirects",
    "address": "address refused (not a public one)",
    "offsite": "leads to another site",
    "robots": "robots.txt forbids it",
    "robots_unreachable": "robots.txt cannot be read, which means no",
    "network": "connection failed",
}


def say(word: str) -> str:
    """`word` for people: a key of `PHRASES`, or an HTTP status."""
    return f"HTTP {word}" if word.isdigit() else PHRASES.get(word, word)
