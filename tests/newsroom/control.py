"""Addresses under `/-/` on any host: how a newsroom that runs as a process of its own is scripted.

POST /-/publish   {"outlet": "…", "count": 1, "kind": "article"}   → the truth of what was published
POST /-/wire      {"outlets": ["…", "…"]}
POST /-/edit      {"outlet": "…", "number": 1001, "kind": "content"}
POST /-/delete    {"outlet": "…", "number": 1001, "status": 410}
POST /-/fault     {"outlet": "…", "path": "/rss.xml", "kind": "status", …}       POST /-/clear  takes all faults away
POST /-/forget    empties the log
GET  /-/hits      the log                    GET /-/truth     every article on the sites
GET  /-/outlets   ids, hosts and the value for RASID_ROUTES
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tests.newsroom.embeds import visible
from tests.newsroom.exchange import Request, Response
from tests.newsroom.faults import Fault
from tests.newsroom.feeds import iso
from tests.newsroom.printed import Printed

if TYPE_CHECKING:
    from tests.newsroom.room import Newsroom


def truth(item: Printed) -> dict[str, Any]:
    """The ground truth of an article in the keys of the Article JSON, where there are such."""
    return {
        "outlet": item.outlet,
        "number": item.number,
        "url": item.url,
        "canonical_url": item.canonical,
        "headline": item.headline,
        "standfirst": item.standfirst,
        "body": item.body,
        "authors": list(item.authors),
        "agency": item.agency,
        "dateline": item.dateline,
        "section": item.section,
        "tags": list(item.tags),
        "published": iso(item.published),
        "published_raw": item.published_raw,
        "modified": iso(item.modified) if item.modified else None,
        "kind": item.kind,
        "captions": [picture.line for picture in ((item.picture,) if item.picture else ()) + item.gallery],
        "picture": {"caption": item.picture.caption, "credit": item.picture.credit} if item.picture else None,
        "embeds": _embeds(item),
        "furniture": [line.text for line in item.furniture],
        "story": item.story.seed,
    }


def _embeds(item: Printed) -> list[dict[str, Any]]:
    """The posts as the page shows them; a video page's player is one too, before the text."""
    rows = [(visible(post, item.embed_form), post.after_paragraph) for post in item.embeds]
    shown = [{**row, "posted": iso(row["posted"]) if row["posted"] else None, "after_paragraph": place} for row, place in rows]
    if item.video:
        url = item.video.replace("/embed/", "/watch?v=")
        shown.insert(0, {"platform": "youtube", "url": url, "author": None, "posted": None, "text": None, "after_paragraph": 0})
    return shown


class Control:
    def __init__(self, room: Newsroom) -> None:
        self.room = room

    def respond(self, request: Request) -> Response:
        """The answer to a control request; 400 with the reason for one that makes no sense."""
        name = request.path.removeprefix("/-/")
        action = getattr(self, f"{request.method.lower()}_{name}", None)
        if action is None:
            return Response.json({"error": f"no {request.method} /-/{name}"}, 404)
        try:
            return Response.json(action(**json.loads(request.body or b"{}")))
        except (KeyError, TypeError, ValueError) as error:
            return Response.json({"error": repr(error)}, 400)

    def post_publish(self, outlet: str, count: int = 1, kind: Any = "article") -> list[dict[str, Any]]:
        return [truth(self.room.publish(outlet, kind=kind)) for _ in range(count)]

    def post_wire(self, outlets: list[str]) -> list[dict[str, Any]]:
        return [truth(item) for item in self.room.wire(outlets)]

    def post_edit(self, outlet: str, number: int, kind: Any = "content") -> dict[str, Any]:
        return truth(self.room.sites[outlet].edit(number, kind))

    def post_delete(self, outlet: str, number: int, status: Any = 410) -> dict[str, Any]:
        self.room.sites[outlet].delete(number, status)
        return {"gone": number}

    def post_fault(self, outlet: str, path: str, **what: Any) -> dict[str, Any]:
        unknown = what.keys() - {field.name for field in fields(Fault)}
        if unknown:
            raise ValueError(f"unknown: {sorted(unknown)}")
        self.room.fault(outlet, path, Fault(**what))
        return {"set": path}

    def post_clear(self) -> dict[str, Any]:
        self.room.clear_faults()
        return {}

    def post_forget(self) -> dict[str, Any]:
        self.room.hits.clear()
        return {}

    def get_hits(self) -> list[dict[str, Any]]:
        return self.room.hits.as_json()

    def get_truth(self) -> list[dict[str, Any]]:
        return [truth(item) for item in self.room.articles()]

    def get_outlets(self) -> dict[str, Any]:
        return {
            "routes": self.room.routes(),
            "outlets": {site.profile.id: site.profile.host for site in self.room.sites.values()},
        }
