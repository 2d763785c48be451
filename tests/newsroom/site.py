"""One outlet's site: its articles, and the answer to every address of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import unquote, unquote_to_bytes

from tests.newsroom import feeds, listings, templates
from tests.newsroom.articles import Story
from tests.newsroom.exchange import Request, Response, tag
from tests.newsroom.printed import Printed, print_story
from tests.newsroom.profiles import Profile

Edit = Literal["headline", "content", "minor", "clock"]
SITEMAP_PAGE = 500
LISTING_PAGE = 20

_TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid)=[^&]*")
_TANWIN = "\u064b"  # fathatan


class Site:
    """A news site that can be scripted. Every method is called under the newsroom's lock."""

    def __init__(self, profile: Profile, clock: Callable[[], datetime]) -> None:
        self.profile = profile
        self.clock = clock
        self.items: dict[int, Printed] = {}
        self.gone: dict[int, int] = {}
        """number → status (404 or 410)."""
        self.aliases: dict[str, str] = {}
        """decoded target → address it redirects to."""
        self.robots: bytes = feeds.robots(profile)
        self.changed = clock()
        self._targets: dict[str, int] = {}
        self._next = 1000
        self._version = 0
        self._cache: dict[str, tuple[int, Response]] = {}

    # --- what an editor does

    def publish(
        self, story: Story, *, lede: int = 0, cut: int = 0, furniture: bool = True, canonical: str | None = None
    ) -> Printed:
        """Print a story; it is on the site at once."""
        self._next += 1
        older = [item for item in self.live() if item.kind == "article"]
        chosen = random.Random(f"related-{self._next}").sample(older, min(4, len(older)))
        item = print_story(
            story,
            self.profile,
            self._next,
            lede=lede,
            cut=cut,
            furniture=furniture,
            related=[(other.headline, other.url) for other in chosen],
            canonical=canonical,
        )
        self._put(item)
        return item

    def edit(self, number: int, kind: Edit) -> Printed:
        """Change an article: another headline, another text, only its spelling, or only the page around it."""
        item = self.items[number]
        modified = max(self.clock(), item.published + timedelta(minutes=1)).replace(microsecond=0)
        if kind == "headline":
            item = replace(item, headline=f"{item.headline} (محدّث)", modified=modified)
        elif kind == "content":
            added = self.profile.print(
                f"وفي تطور لاحق، أعلنت السلطات في {item.story.city} ارتفاع العدد إلى {111 + number % 80} شخصاً."
            )
            item = replace(item, paragraphs=(*item.paragraphs, added), modified=modified)
        elif kind == "minor":
            first = item.paragraphs[0]
            first = first.replace(_TANWIN, "") if _TANWIN in first else first.replace("،", f"{_TANWIN}،", 1)
            item = replace(item, paragraphs=(first, *item.paragraphs[1:]))
        else:
            item = replace(item, notes=item.notes + 1)
        self._put(item)
        return item

    def delete(self, number: int, status: Literal[404, 410] = 410) -> None:
        self.gone[number] = status
        self._touch()

    def restore(self, number: int) -> None:
        self.gone.pop(number, None)
        self._touch()

    def republish(self, number: int, *, claims_first: bool = False) -> Printed:
        """The same article under a second address; `claims_first`: its page names the first as canonical."""
        first = self.items[number]
        self._next += 1
        fresh = print_story(first.story, self.profile, self._next, furniture=False)
        item = replace(
            first, number=self._next, url=fresh.url, target=fresh.target, canonical=first.canonical if claims_first else fresh.url
        )
        self._put(item)
        return item

    def live(self) -> list[Printed]:
        """The articles that are there, newest first."""
        rows = [item for number, item in self.items.items() if number not in self.gone]
        return sorted(rows, key=lambda item: (item.published, item.number), reverse=True)

    def _put(self, item: Printed) -> None:
        self.items[item.number] = item
        self._targets[item.target] = item.number
        self._touch()

    def _touch(self) -> None:
        self._version += 1
        self.changed = self.clock()

    # --- what a client gets

    def kind(self, request: Request) -> str:
        target = self._target(request)
        path = target.partition("?")[0]
        if path == "/robots.txt":
            return "robots"
        if path == self.profile.feed_path:
            return "feed"
        if "sitemap" in path:
            return "sitemap"
        if target in self._targets:
            return "article"
        return "listing" if self.respond(request).status == 200 else "other"

    def respond(self, request: Request) -> Response:
        target = self._target(request)
        known = self._cache.get(target)
        if known and known[0] == self._version:
            return known[1]
        response = self._answer(target)
        if response.status == 200 and response.etag is None:
            response = replace(response, etag=tag(response.body), modified=response.modified or self.changed)
        if len(self._cache) > 2000:
            self._cache.clear()
        self._cache[target] = (self._version, response)
        return response

    def _target(self, request: Request) -> str:
        """Path and query decoded, tracking parameters dropped, `/amp/` and a missing last slash forgiven as such sites do."""
        query = unquote(_TRACKING.sub("", request.query)).strip("&")
        path = unquote_to_bytes(request.path).decode("utf-8", errors="replace")
        target = path + (f"?{query}" if query else "")
        return target if target in self._targets or f"{path}/" not in self._targets else f"{path}/"

    def _answer(self, target: str) -> Response:
        if target in self.aliases:
            return Response.redirect(self.aliases[target])
        number = self._targets.get(target)
        if number is None:
            return self._document(target) or Response(listings.missing(self.profile), 404, self._html())
        if number in self.gone:
            return Response(listings.missing(self.profile, gone=True), self.gone[number], self._html())
        item = self.items[number]
        return Response(
            templates.page(item, self.profile), content_type=self._html(number), modified=item.modified or item.published
        )

    def _html(self, number: int = 0) -> str:
        """Content-Type of a page; the windows-1256 outlet names no charset, the wrong one, or Latin-1, by turns."""
        if self.profile.encoding == "utf-8":
            return "text/html; charset=utf-8"
        return ("text/html", "text/html; charset=utf-8", "text/html; charset=ISO-8859-1")[number % 3]

    def _document(self, target: str) -> Response | None:
        profile, path = self.profile, target.partition("?")[0]
        if path == "/robots.txt":
            return Response(self.robots, content_type="text/plain")
        if path == profile.feed_path:
            write, content_type = feeds.FEEDS[profile.feed]
            return Response(write(self.live()[: profile.feed_size], profile, self.changed), content_type=content_type)
        if "sitemap" in path:
            body = self._sitemap(path)
            return Response(body, content_type="application/xml") if body else None
        page = self._page(target)
        return Response(page, content_type=self._html()) if page else None

    def _sitemap(self, path: str) -> bytes | None:
        live = self.live()
        if path == "/news-sitemap.xml":
            return feeds.news_sitemap(live[:100], self.profile)
        indexed = self.profile.shape == "wordpress"
        if path == "/sitemap.xml":
            if indexed:
                return feeds.sitemap_index(self.profile, max(1, -(-len(live) // SITEMAP_PAGE)), self.changed)
            return feeds.sitemap(live)
        part = re.fullmatch(r"/post-sitemap(\d+)\.xml", path)
        rows = live[(int(part[1]) - 1) * SITEMAP_PAGE : int(part[1]) * SITEMAP_PAGE] if part and int(part[1]) else []
        return feeds.sitemap(rows) if rows and indexed else None

    def _page(self, target: str) -> bytes | None:
        """Home, section, category, tag, author and contact pages; None for an address the site does not know."""
        path, _, query = target.partition("?")
        if path == "/contact":
            return listings.contact(self.profile)
        live = self.live()
        first, _, name = path.strip("/").partition("/")
        if path == "/":
            rows, title = live, self.profile.name_ar
        elif first in {"section", "category"}:
            rows, title = [item for item in live if item.section_slug == name], name
        elif first == "tag":
            rows, title = [item for item in live if name in item.tags], name
        elif first == "author":
            rows, title = [item for item in live if name in item.authors], name
        else:
            return None
        if not rows:
            return None
        page = re.fullmatch(r"page=(\d{1,4})", query)
        start = (max(int(page[1]), 1) - 1) * LISTING_PAGE if page else 0
        following = f"{path}?page={start // LISTING_PAGE + 2}" if len(rows) > start + LISTING_PAGE else None
        return listings.listing(title, rows[start : start + LISTING_PAGE], self.profile, following=following)
