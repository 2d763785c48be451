"""Makes a page: template, words, theme and the addresses in it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from news.outlet import OutletErrors
from reading import terminal
from reading.sheet import moment
from reading.web import caching, reasons, wording
from reading.web.context import Context
from reading.web.pages import reader as readers
from reading.web.pages.reader import Reader
from reading.web.wording import Words, bdi

HERE = Path(__file__).resolve().parent.parent
STATIC = HERE / "static"
MENU = (
    ("latest", "/"), ("search", "/search"), ("trends", "/trends"), ("outlets", "/outlets"), ("runs", "/runs"),
    ("watches", "/watches"),
)  # fmt: skip
_FAR_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "ckb", "sd", "ug", "yi"})
"""Languages written from right to left."""


_NEVER = frozenset(" \\\"'<>`")
"""What stands in no address as it should be written."""


class Page:
    """One page for one reader: asked for what to say, then rendered once."""

    def __init__(self, request: Request, context: Context) -> None:
        self.request, self.context = request, context
        self.reader: Reader = readers.of(request, default_zone=context.config.http_zone, now=context.now)
        self.words: Words = self.reader.words

    def outlet(self, outlet_id: str) -> str:
        """The outlet's name in the reader's language; its id where its file is gone or broken."""
        catalogue = self.context.catalogue
        if outlet_id not in catalogue.own and outlet_id not in catalogue.shipped:
            return outlet_id  # `get` would look for the nearest names, which takes its time
        try:
            declared = catalogue.get(outlet_id)
        except OutletErrors:
            return outlet_id
        return declared.name_ar if self.words.language == "ar" else declared.name_en

    def reason(self, english: str | None) -> Markup:
        """A reason in the reader's language, as far as its shape is known."""
        return reasons.said(self.words, english, self.outlet)

    def param(self, name: str) -> str:
        """What the address says of `name`, without white space around it and control characters in it; empty: nothing."""
        return terminal.inert(self.request.query_params.get(name, "")[:4000])

    def address(self, *, drop: Sequence[str] = (), **changes: str) -> str:
        """This page's address with other parameters; an empty value drops one."""
        given = [
            (name, value) for name, value in self.request.query_params.multi_items() if name not in {"lang", *drop, *changes}
        ]
        given += [(name, value) for name, value in changes.items() if value]
        query = urlencode([(name, value.encode(errors="replace")) for name, value in given])
        return f"{self.request.url.path}?{query}" if query else self.request.url.path

    def render(self, template: str, *, title: object, here: str = "", status: int = 200, **values: Any) -> Response:
        """`here`: the entry of the menu this page belongs to."""
        words = self.words
        html = (
            _environment()
            .get_template(template)
            .render(
                t=words,
                title=title,
                here=here,
                page=self,
                theme=self.reader.theme,
                menu=MENU,
                other_language=self.address(lang="en" if words.language == "ar" else "ar"),
                **values,
            )
        )
        headers = {"Vary": "Cookie, Accept-Language, Authorization", "Cache-Control": caching.ASK_AGAIN}
        if status == HTTPStatus.OK:
            response = caching.response(self.request, html.encode(), "text/html", headers=headers)
        else:
            response = HTMLResponse(html, status, headers=headers)
        if (asked := self.request.query_params.get("lang")) in wording.LANGUAGES:
            readers.remember(response, {"lang": asked}, secure=self.request.url.scheme == "https")
        return response


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"bdi": bdi, "marked": marked, "host": host, "side": side, "shown": shown_address}
    environment.globals |= {"static": static, "link": link, "moment": moment, "span": span}
    return environment


@functools.cache
def static(name: str) -> str:
    """Address of a file of ours, which changes with its content: browsers may keep it for ever."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def marked(text: str, marks: Sequence[Sequence[int]]) -> Markup:
    """A stranger's line with what was found in <mark>; the rest escaped."""
    pieces, last = [], 0
    for start, end in marks:
        pieces += [escape(text[last:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        last = end
    return Markup("").join([*pieces, escape(text[last:])])


def link(url: str | None) -> str:
    """The address, if it is one of the web: a page may say anything, `javascript:` too. Empty: no link."""
    try:
        parts = urlsplit(url or "")
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if url and good and url.isprintable() and not _NEVER.intersection(url) else ""


def span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def shown_address(url: str | None, most: int = 90) -> str:
    """An address for people: inert, cut in its middle."""
    text = terminal.inert(url or "").removeprefix("https://").removeprefix("http://")
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-most // 3 + 1 :]}"


def side(language: str | None) -> str:
    """`dir` of a text in this language; auto where nobody knows."""
    return "auto" if not language else "rtl" if language in _FAR_LEFT else "ltr"
