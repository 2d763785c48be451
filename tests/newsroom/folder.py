"""A folder of files as a site under its real host name."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tests.newsroom.exchange import Request, Response, tag

TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml",
    ".json": "application/json",
    ".txt": "text/plain",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".css": "text/css",
    ".js": "text/javascript",
    ".pdf": "application/pdf",
}


class Folder:
    """Serves what lies in the folder; `/x/` and `/x` are x, x/index.html, x/index.htm, x.html or x/index.rss."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._bodies: dict[str, Response] = {}

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Relative name in NFC → file: a name asked in another normal form is found all the same."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {unicodedata.normalize("NFC", path.relative_to(self.root).as_posix()): path for path in found}

    def find(self, path: str) -> Path | None:
        """The file of a decoded path; None where the folder has none. Never leaves the folder."""
        name = unicodedata.normalize("NFC", path).strip("/")
        if not name:
            forms = ["index.html", "index.htm", "index.rss"]
        elif path.endswith("/"):
            forms = [f"{name}/index.html", f"{name}/index.htm", f"{name}.html", f"{name}/index.rss", name]
        else:
            forms = [name, f"{name}/index.html", f"{name}/index.htm", f"{name}.html", f"{name}/index.rss"]
        return next((self._files[form] for form in forms if form in self._files), None)

    def kind(self, request: Request) -> str:
        path = request.decoded
        if path == "/robots.txt":
            return "robots"
        file = self.find(path)
        if file is None:
            return "other"
        if file.suffix == ".rss" or file.name in {"feed.xml", "atom.xml", "rss.xml"}:
            return "feed"
        return "sitemap" if file.suffix == ".xml" and "sitemap" in file.name else "file"

    def respond(self, request: Request) -> Response:
        file = self.find(request.decoded)
        if file is None:
            return Response(b"<html><body><h1>404 Not Found</h1></body></html>", 404)
        name = str(file)
        if name not in self._bodies:
            body = file.read_bytes()
            self._bodies[name] = Response(
                body,
                content_type=TYPES.get(file.suffix.lower(), "application/octet-stream"),
                etag=tag(body),
                modified=datetime.fromtimestamp(file.stat().st_mtime, UTC),
            )
        return self._bodies[name]
