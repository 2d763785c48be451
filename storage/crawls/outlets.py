"""The outlets there are: those shipped, those in the user's folder, and what the operator said of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from news import arabic, links
from news import outlet as declaration
from news.outlet import Outlet, OutletError, OutletErrors
from storage import config as configuration
from storage.config import Config, ConfigError
from storage.crawls import leases, outlet_state
from storage.errors import NotFound
from storage.tables import OutletState

SUFFIX = ".toml"
_LONGEST = 80
"""Letters of an unknown name that are compared with the known ones; comparing takes the square of it."""
_NO_ELEMENT = re.compile(r"(?:text\(\)|comment\(\)|(?:@|attribute::)[\w:*.-]+)\s*$")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every declaration by its id. A file is read when first asked for, once; `load` anew to see what changed since."""

    shipped: Mapping[str, Path]
    own: Mapping[str, Path]
    """Files of the user's folder; one with the id of a shipped outlet overrides the keys it names."""
    _known: dict[str, Outlet] = field(default_factory=dict, compare=False, repr=False)

    def ids(self) -> list[str]:
        """All ids, sorted. Nothing is read, so some may turn out broken."""
        return sorted({*self.shipped, *self.own})

    def get(self, outlet_id: str) -> Outlet:
        """The outlet of that id. Raises NotFound, naming the nearest ones, and OutletErrors for a broken file."""
        if outlet_id in self._known:
            return self._known[outlet_id]
        files = [path for path in (self.shipped.get(outlet_id), self.own.get(outlet_id)) if path is not None]
        if not files:
            near = self.nearest(outlet_id)
            cure = f"did you mean {' or '.join(near)}?" if near else "`rasid outlets list --all` names them all"
            raise NotFound(f"unknown outlet {outlet_id[:_LONGEST]!r}; {cure}")
        outlet = read_file(files[0])
        for override in files[1:]:
            outlet = read_file(override, base=outlet)
        self._known[outlet_id] = outlet
        return outlet

    def read(self) -> tuple[list[Outlet], list[OutletError]]:
        """The sound outlets by id, and every fault of the others."""
        outlets: list[Outlet] = []
        faults: list[OutletError] = []
        for outlet_id in self.ids():
            try:
                outlets.append(self.get(outlet_id))
            except OutletErrors as error:
                faults += error.errors
        return outlets, faults

    def all(self) -> list[Outlet]:
        """Every outlet by id. Raises OutletErrors with all faults of all files if there is one."""
        outlets, faults = self.read()
        if faults:
            raise OutletErrors(faults)
        return outlets

    def faults(self) -> dict[str, str]:
        """What is wrong with the files of outlets that cannot be crawled for it, by id, in one line each.

        A file found broken is read again each time: put right, its outlet is there at once.
        """
        told: dict[str, list[str]] = {}
        for fault in self.read()[1]:
            told.setdefault(Path(fault.file).name.removesuffix(SUFFIX), []).append(str(fault))
        return {outlet_id: _in_one_line(found) for outlet_id, found in told.items()}

    def enabled(self, states: Mapping[str, bool | None]) -> list[Outlet]:
        """The sound outlets to crawl, by id: as declared unless `states` says otherwise. `faults` tells of the others."""
        return [outlet for outlet in self.read()[0] if is_enabled(outlet, states.get(outlet.id))]

    def nearest(self, words: str) -> list[str]:
        """Up to three ids whose id or name, Arabic or English, is like `words`; the likest first, none much less like."""
        wanted = arabic.fold(words[:_LONGEST])
        scores = {outlet_id: _likeness(wanted, outlet_id) for outlet_id in self.ids()}
        for outlet in self.read()[0]:
            names = (arabic.fold(outlet.name_ar), arabic.fold(outlet.name_en))
            scores[outlet.id] = max(scores[outlet.id], *(_likeness(wanted, name) for name in names))
        best = max(scores.values(), default=0.0)
        like = [outlet_id for outlet_id, score in scores.items() if score >= max(0.6, best - 0.08)]
        return sorted(like, key=lambda outlet_id: -scores[outlet_id])[:3]


def _in_one_line(faults: Sequence[str]) -> str:
    return faults[0] + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else "")


def _likeness(wanted: str, name: str) -> float:
    """0 to 1. A name that begins with, or holds, what was wanted is likely the one meant, however long it is."""
    ratio = difflib.SequenceMatcher(None, wanted, name, autojunk=False).ratio()
    if len(wanted) < 3 or wanted not in name:
        return ratio
    return max(ratio, 0.95 if name.startswith(wanted) else 0.85)


def load(config: Config) -> Catalogue:
    """The catalogue of this configuration. Raises ConfigError when the user's folder is not there; no file is read yet."""
    shipped = files(configuration.SHIPPED_OUTLETS)
    folder = config.outlets_dir
    if folder is None:
        return Catalogue(shipped, {})
    folder = folder.expanduser()
    if not folder.is_dir():
        fault = "is not a folder" if folder.exists() else "does not exist"
        raise ConfigError(f"outlets_dir: {folder} {fault}; make it, or unset RASID_OUTLETS_DIR (key outlets_dir of rasid.toml)")
    if folder.samefile(configuration.SHIPPED_OUTLETS):
        return Catalogue(shipped, {})
    return Catalogue(shipped, files(folder))


def files(folder: Path) -> dict[str, Path]:
    """Files by id; hidden files are somebody else's (editors, archives of other systems)."""
    return {path.name.removesuffix(SUFFIX): path for path in sorted(folder.glob(f"*{SUFFIX}")) if not path.name.startswith(".")}


def read_file(path: Path, *, base: Outlet | None = None) -> Outlet:
    """Read one declaration, over `base` if given. Raises OutletErrors, for a file that cannot be read too."""
    shown = _shown(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OutletErrors([OutletError(shown, 1, "", f"cannot be read: {error.strerror}")]) from error
    try:
        text = raw.decode("utf-8-sig")  # Windows' Notepad writes the mark
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = OutletError(shown, line, "", f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8")
        raise OutletErrors([fault]) from error
    return declaration.parse(text, shown, base=base, rule_fault=rule_fault)


def _shown(path: Path) -> str:
    """The path as a person would write it here: relative below the working folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def rule_fault(rule: str) -> str | None:
    """What is wrong with a prune rule, None if it selects elements."""
    import cssselect  # with lxml 30 ms, and only few files have rules
    from lxml import etree

    kind = "XPath" if declaration.is_xpath(rule) else "CSS"
    try:
        xpath = rule if kind == "XPath" else cssselect.HTMLTranslator().css_to_xpath(rule)
        found = etree.XPath(xpath)(etree.Element("html"))
    except (etree.XPathError, cssselect.SelectorError, ValueError, RecursionError) as error:
        return f"is not {kind}: {error}"
    # right, but nothing a tree could lose: «count(//p)», «//p/text()», «//p/@class»
    return None if isinstance(found, list) and not _NO_ELEMENT.search(xpath) else "selects no elements"


def owner(address: str, known: Sequence[Outlet]) -> Outlet | None:
    """The outlet on whose site `address` is; of several (bbc.com/arabic, bbc.com) the one with the longest common beginning."""
    here = [outlet for outlet in known if links.same_site(address, outlet.home)]
    return max(here, key=lambda outlet: (address.startswith(outlet.home), outlet.enabled, len(outlet.home)), default=None)


def lease_names(outlet: Outlet) -> tuple[str, ...]:
    """The leases of a crawl: the outlet's, and one for each site it asks. Outlets on one host, or one site, take turns."""
    asked = {outlet.home, *outlet.feeds, *outlet.sitemaps, *outlet.sections}
    return (leases.crawl_of(outlet.id), *sorted({leases.site_of(links.site(address)) for address in asked}))


def is_enabled(outlet: Outlet, said: bool | None) -> bool:
    """Whether to crawl an outlet: the operator's word, if any, over the declaration's. The one place that decides it."""
    return outlet.enabled if said is None else said


def states(session: Session) -> dict[str, OutletState]:
    """What we know of each outlet that ever had a state, by id."""
    return {state.outlet: state for state in session.scalars(select(OutletState))}


def enabled(session: Session, catalogue: Catalogue) -> list[Outlet]:
    """The sound outlets to crawl now, by id; one broken file must not keep all the others from being crawled."""
    said = session.execute(select(OutletState.outlet, OutletState.enabled))
    return catalogue.enabled({row.outlet: row.enabled for row in said})


def set_enabled(session: Session, outlet_id: str, value: bool, now: datetime) -> None:
    """Write down the operator's word; it holds over the declaration's. Turned on, the outlet is due at once."""
    row = outlet_state.row(session, outlet_id)
    if value and row.enabled is not True:
        row.next_due_at, row.plan = now, "switched on"
    row.enabled = value
