"""A page of links: HTML bytes → entries, for outlets with neither feed nor sitemap."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from crawler.discovery import sieve
from crawler.discovery.sieve import Discovered, NotAFeed, Sieve
from news import links
from news.article import Entry

LISTING = re.compile(
    r"/(?:category|categories|tag|tags|author|authors|page|search|wp-login\.php|wp-admin|feed)(?:/|$)", re.IGNORECASE
)
STORY = re.compile(r"\d{3,}|[^/]+(?:[-_ ][^/]+){2,}|[\u0600-\u06ff]{3,}.*[-_ ]")
"""Looks like one article where the outlet gives no pattern: a number, or a slug of several words."""


def read(body: bytes, sieve_: Sieve) -> Discovered:
    """Every link of the page that may be an article, in page order. Raises NotAFeed for an empty or unreadable page."""
    parser = html.HTMLParser(encoding=_encoding(body), no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeed("empty") from error
    base = _base(tree, sieve_)
    for anchor in tree.iter("a"):
        link = anchor.get("href")
        if not link or link.startswith("#"):
            continue
        url = sieve.address(link, base)
        if url is None:
            sieve_.dropped.append(("bad_link", link[: sieve.DROPPED]))
        elif sieve_.outlet.article_url is None and links.same_site(url, sieve_.outlet.home) and not _story(url):
            sieve_.dropped.append(("pattern", link[: sieve.DROPPED]))
        else:
            sieve_.offer(url, Entry(url="", headline=sieve.plain(anchor.text_content(), 500)))
    return sieve_.result("section")


def _encoding(body: bytes) -> str | None:
    """UTF-8 where the bytes are that; else lxml follows the page's own claim. Links are mostly ASCII anyway."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _base(tree: html.HtmlElement, sieve_: Sieve) -> str:
    """The page's <base>, where it is of the outlet's own site."""
    for element in tree.iter("base"):
        claimed = sieve.address(element.get("href") or "", sieve_.base)
        if claimed and links.same_site(claimed, sieve_.outlet.home):
            return claimed
    return sieve_.base


def _story(url: str) -> bool:
    path = unquote(urlsplit(url).path)
    return not LISTING.search(path) and bool(STORY.search(path))
