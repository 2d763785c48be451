"""The newsroom: several outlets on one loopback port, scripted by tests.

with Newsroom(outlets=4, articles=20) as room:
    room.publish("nahar-test", count=3)
    room.fault("sham-test", "/robots.txt", Fault(kind="status", status=503))
    …
    assert room.hits.count(kind="feed", status=304) == 1
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol

from tests.newsroom import articles, declarations
from tests.newsroom.articles import Kind, Story
from tests.newsroom.control import Control
from tests.newsroom.exchange import Request, Response, conditional
from tests.newsroom.faults import SILENT, Fault, Faults, answer
from tests.newsroom.folder import Folder
from tests.newsroom.hits import Hit, Hits
from tests.newsroom.printed import Printed
from tests.newsroom.profiles import Profile, profiles
from tests.newsroom.server import Plan, Server
from tests.newsroom.site import Edit, Site


class Served(Protocol):
    """What can stand behind a host name."""

    def kind(self, request: Request) -> str: ...
    def respond(self, request: Request) -> Response: ...


class Newsroom:
    """Outlets, folders, faults and the log behind one port."""

    def __init__(
        self,
        *,
        outlets: int = 4,
        articles: int = 0,
        seed: int = 0,
        port: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`articles` are published at each outlet before the doors open, half an hour apart, the newest a while ago."""
        self.clock = clock
        self.hits = Hits()
        self.lock = threading.RLock()
        self.faults = Faults()
        self.sites = {profile.id: Site(profile, clock) for profile in profiles(outlets)}
        self.hosts: dict[str, Served] = {site.profile.host: site for site in self.sites.values()}
        self._seed = seed * 1_000_000
        self._server = Server(self._handle, port)
        self._control = Control(self)
        start = clock().replace(second=0, microsecond=0) - timedelta(minutes=30 * articles + 5)
        for turn in range(articles):
            for index, site in enumerate(self.sites):
                self.publish(site, kind=_mixture(turn), published=start + timedelta(minutes=30 * turn + index))

    # --- the doors

    def __enter__(self) -> Newsroom:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.stop()

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def routes(self) -> str:
        """The value for `RASID_ROUTES`."""
        return ",".join(f"{host}={self.address}" for host in self.hosts)

    def outlet_files(self, folder: Path, *, enabled: bool = True, interval: int = 900, fixed: bool = False) -> list[Path]:
        """Write an outlet file for each of the outlets."""
        known = [site.profile for site in self.sites.values()]
        return declarations.write(folder, known, enabled=enabled, interval=interval, fixed=fixed)

    def serve(self, host: str, root: Path) -> None:
        """Serve a folder of files under this host name too."""
        self.hosts[host] = Folder(root)

    # --- the editor's desk

    def profile(self, outlet: str) -> Profile:
        return self.sites[outlet].profile

    def story(
        self, *, kind: Kind = "article", published: datetime | None = None, wire: bool = False, seed: int | None = None
    ) -> Story:
        """A new story; without a seed, one nobody had before."""
        with self.lock:
            if seed is None:
                self._seed += 1
                seed = self._seed
            return articles.write(seed, published or self.clock().replace(second=0, microsecond=0), kind=kind, wire=wire)

    def publish(
        self,
        outlet: str,
        story: Story | None = None,
        *,
        kind: Kind = "article",
        published: datetime | None = None,
        seed: int | None = None,
        lede: int = 0,
        cut: int = 0,
        furniture: bool = True,
    ) -> Printed:
        """Put a story on an outlet's site; without one, a new one of that kind, hour and seed."""
        with self.lock:
            chosen = story or self.story(kind=kind, published=published, seed=seed)
            if story and published:
                chosen = articles.same_matter(story, published)
            return self.sites[outlet].publish(chosen, lede=lede, cut=cut, furniture=furniture)

    def wire(self, outlets: Sequence[str], *, published: datetime | None = None) -> list[Printed]:
        """An agency's story at several outlets: the first prints it whole, the others follow
        minutes later, reword the lede or leave off the end."""
        hour_ago = self.clock().replace(second=0, microsecond=0) - timedelta(hours=1)
        story = self.story(published=published or hour_ago, wire=True)
        return [
            self.publish(outlet, story, published=story.published + timedelta(minutes=7 * turn), lede=turn % 2, cut=turn // 2)
            for turn, outlet in enumerate(outlets)
        ]

    def edit(self, item: Printed, kind: Edit) -> Printed:
        with self.lock:
            return self.sites[item.outlet].edit(item.number, kind)

    def delete(self, item: Printed, status: Literal[404, 410] = 410) -> None:
        with self.lock:
            self.sites[item.outlet].delete(item.number, status)

    def restore(self, item: Printed) -> None:
        with self.lock:
            self.sites[item.outlet].restore(item.number)

    def republish(self, item: Printed, *, claims_first: bool = False) -> Printed:
        with self.lock:
            return self.sites[item.outlet].republish(item.number, claims_first=claims_first)

    def move(self, outlet: str, old: str, new: str) -> None:
        """Let an address (path and query, decoded) redirect for good."""
        with self.lock:
            self.sites[outlet].aliases[old] = new

    def articles(self, outlet: str | None = None) -> list[Printed]:
        """The ground truth: what is on the sites now, newest first within an outlet."""
        with self.lock:
            return [item for name, site in self.sites.items() if outlet in {None, name} for item in site.live()]

    # --- trouble

    def fault(self, outlet: str, path: str, fault: Fault) -> None:
        """`outlet` may be an outlet's id, a host, or *; `path` with query, percent-encoded, * and ? allowed."""
        with self.lock:
            self.faults.set(self.sites[outlet].profile.host if outlet in self.sites else outlet, path, fault)

    def clear_faults(self) -> None:
        with self.lock:
            self.faults.clear()

    def robots(self, outlet: str, text: str) -> None:
        with self.lock:
            self.sites[outlet].robots = text.encode()
            self.sites[outlet]._cache.clear()

    # --- the server's side

    def _handle(self, request: Request) -> Plan:
        with self.lock:
            if request.target.startswith("/-/"):
                return Plan(response=self._control.respond(request))
            served = self.hosts.get(request.host)
            if served is None:
                return Plan(response=self._logged(request, "other", Response(b"no such host here", 421), None))
            fault = self.faults.take(request)
            good = served.respond(request)
            kind = served.kind(request)
            if fault is None:
                response = self._logged(request, kind, conditional(request, good), None)
                return Plan(response=response, gzip=isinstance(served, Site) and served.profile.gzip)
            return Plan(response=self._logged(request, kind, answer(fault, request, good), fault), fault=fault)

    def _logged(self, request: Request, kind: str, response: Response, fault: Fault | None) -> Response:
        self.hits.add(
            Hit(
                time=datetime.now(UTC),
                clock=time.monotonic(),
                host=request.host,
                method=request.method,
                path=request.target,
                status=0 if fault and fault.kind in SILENT else response.status,
                conditional=request.conditional,
                user_agent=request.headers.get("user-agent", ""),
                kind=kind,
                fault=fault.kind if fault else None,
            )
        )
        return response


def _mixture(turn: int) -> Kind:
    """Of twelve stories nine are articles, the others a flash, a video page and a gallery."""
    kinds: dict[int, Kind] = {5: "flash", 8: "video", 11: "gallery"}
    return kinds.get(turn % 12, "article")
