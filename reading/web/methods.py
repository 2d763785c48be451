"""Which methods a path knows: for `Allow`, and for who asks with OPTIONS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount, compile_path

Known = list[tuple[re.Pattern[str], frozenset[str]]]


def allowed(app: FastAPI, path: str) -> str:
    """The value of `Allow` for this path (RFC 9110, 10.2.1); empty where there is nothing.

    A router names the methods of the first route that fits; a path may have several. Every GET answers HEAD too
    (`limits.Heads`), and every path OPTIONS.
    """
    known: Known | None = getattr(app.state, "methods", None)
    if known is None:
        known = app.state.methods = list(_known(app))
    methods = frozenset[str]().union(*(some for place, some in known if place.match(path)))
    if "GET" in methods:
        methods |= {"HEAD"}
    return ", ".join(sorted(methods | {"OPTIONS"})) if methods else ""


def _known(app: FastAPI) -> Iterator[tuple[re.Pattern[str], frozenset[str]]]:
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, Mount):  # files: there is nothing else below a path of ours
            yield route.original_route.path_regex, frozenset({"GET"})
        elif route.path is not None:
            yield compile_path(route.path)[0], frozenset(route.methods or ())
