"""The catalogue: shipped files, the user's files over them, and the operator's word on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from news.outlet import OutletErrors, Politeness
from storage import config as configuration
from storage.config import Config, ConfigError
from storage.crawls import outlets
from storage.errors import NotFound
from storage.tables import Base, OutletState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def declared(name: str, **keys: str) -> str:
    """A whole declaration; `keys` are TOML values."""
    whole = {
        "name_ar": f'"صحيفة {name}"',
        "name_en": f'"{name}"',
        "country": '"SY"',
        "timezone": '"Asia/Damascus"',
        "home": f'"https://{name.lower().replace(" ", "-")}.example/"',
        **keys,
    }
    return "".join(f"{key} = {value}\n" for key, value in whole.items())


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three outlets in place of the real one; «barada» is enabled."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "barada.toml").write_text(
        declared("Barada", enabled="true", feeds='["https://barada.example/feed"]', prune='[".ad"]'), encoding="utf-8"
    )
    (folder / "furat.toml").write_text(declared("Furat", feeds='["https://furat.example/feed"]'), encoding="utf-8")
    (folder / "khabur.toml").write_text(declared("Khabur News", name_ar='"أخبار الخابور"'), encoding="utf-8")
    monkeypatch.setattr(configuration, "SHIPPED_OUTLETS", folder)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def catalogue(own: Path | None = None) -> outlets.Catalogue:
    return outlets.load(Config(outlets_dir=own))


def test_the_shipped_outlets_by_id(shipped: Path) -> None:
    assert catalogue().ids() == ["barada", "furat", "khabur"]
    assert [outlet.name_en for outlet in catalogue().all()] == ["Barada", "Furat", "Khabur News"]


def test_an_own_file_adds_an_outlet(shipped: Path, own: Path) -> None:
    (own / "assi.toml").write_text(declared("Assi"), encoding="utf-8")
    assert catalogue(own).ids() == ["assi", "barada", "furat", "khabur"]
    assert catalogue(own).get("assi").home == "https://assi.example/"


def test_an_own_file_with_the_id_of_a_shipped_one_changes_what_it_names(shipped: Path, own: Path) -> None:
    (own / "barada.toml").write_text('interval = "1h"\n[politeness]\ndelay = 10\n', encoding="utf-8")
    outlet = catalogue(own).get("barada")
    assert (outlet.interval, outlet.politeness) == (3600, Politeness(delay=10))
    assert (outlet.name_en, outlet.feeds, outlet.prune) == ("Barada", ("https://barada.example/feed",), (".ad",))


def test_a_new_outlet_must_be_complete(shipped: Path, own: Path) -> None:
    (own / "assi.toml").write_text('interval = "1h"\n', encoding="utf-8")
    with pytest.raises(OutletErrors, match=r"assi\.toml:1: name_ar: is missing"):
        catalogue(own).get("assi")


def test_every_fault_of_every_file_is_told_and_the_others_are_sound(shipped: Path, own: Path) -> None:
    (own / "assi.toml").write_text(declared("Assi", kind='"tvv"', feeds='["x"]'), encoding="utf-8")
    (own / "barada.toml").write_text("interval = 1.5\n", encoding="utf-8")
    with pytest.raises(OutletErrors) as caught:
        catalogue(own).all()
    assert [(Path(each.file).name, each.line, each.key) for each in caught.value.errors] == [
        ("assi.toml", 6, "kind"),
        ("assi.toml", 7, "feeds[0]"),
        ("barada.toml", 1, "interval"),
    ]
    sound, faults = catalogue(own).read()
    assert [outlet.id for outlet in sound] == ["furat", "khabur"]
    assert len(faults) == 3


def test_a_broken_override_never_falls_back_to_the_shipped_outlet(shipped: Path, own: Path) -> None:
    (own / "barada.toml").write_text("interval = 1.5\n", encoding="utf-8")
    known = catalogue(own)
    for _ in range(2):
        with pytest.raises(OutletErrors):
            known.get("barada")


def test_one_outlet_costs_its_own_file_only(shipped: Path) -> None:
    (shipped / "furat.toml").write_text("broken", encoding="utf-8")
    assert catalogue().get("barada").id == "barada"


def test_a_broken_file_keeps_no_other_outlet_from_being_crawled_and_is_read_again(shipped: Path, own: Path) -> None:
    (own / "assi.toml").write_text(declared("Assi", kind='"tvv"', feeds='["x"]'), encoding="utf-8")
    known = catalogue(own)
    assert [outlet.id for outlet in known.enabled({"furat": True, "assi": True})] == ["barada", "furat"]
    assert list(known.faults()) == ["assi"]
    assert "assi.toml:6: kind:" in known.faults()["assi"]
    assert known.faults()["assi"].endswith(" (and 1 more)")
    (own / "assi.toml").write_text(declared("Assi"), encoding="utf-8")
    assert known.faults() == {}
    assert [outlet.id for outlet in known.enabled({"assi": True})] == ["assi", "barada"]


def test_outlets_that_ask_one_site_share_a_lease(shipped: Path, own: Path) -> None:
    keys = {"home": '"https://assi.barada.example/"', "feeds": '["https://feeds.example.com.sy/assi"]'}
    (own / "assi.toml").write_text(declared("Assi", **keys), encoding="utf-8")
    known = catalogue(own)
    assert outlets.lease_names(known.get("assi")) == ("crawl:assi", "site:barada.example", "site:example.com.sy")
    assert outlets.lease_names(known.get("barada")) == ("crawl:barada", "site:barada.example")


def test_a_file_is_read_once(shipped: Path) -> None:
    known = catalogue()
    first = known.get("barada")
    (shipped / "barada.toml").unlink()
    assert known.get("barada") is first


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'x = 1\nname_ar = "\xc7\xe1"\n', ":2: byte 0xc7 is not UTF-8; save the file as UTF-8"),
        (b"\xff\xfen\x00", ":1: byte 0xff is not UTF-8; save the file as UTF-8"),
    ],
    ids=["windows-1256", "UTF-16"],
)
def test_a_file_in_another_encoding(shipped: Path, own: Path, raw: bytes, message: str) -> None:
    (own / "assi.toml").write_bytes(raw)
    with pytest.raises(OutletErrors) as caught:
        catalogue(own).get("assi")
    assert str(caught.value) == f"{own / 'assi.toml'}{message}"


def test_the_mark_that_notepad_writes_is_no_fault(shipped: Path, own: Path) -> None:
    (own / "assi.toml").write_bytes(b"\xef\xbb\xbf" + declared("Assi").replace("\n", "\r\n").encode())
    assert catalogue(own).get("assi").name_en == "Assi"


def test_a_folder_named_like_a_file(shipped: Path, own: Path) -> None:
    (own / "assi.toml").mkdir()
    with pytest.raises(OutletErrors, match=r"assi\.toml:1: cannot be read: Is a directory"):
        catalogue(own).get("assi")


def test_hidden_files_and_others_are_no_outlets(shipped: Path, own: Path) -> None:
    for name in (".assi.toml", "._assi.toml", "assi.toml~", "README.md"):
        (own / name).write_text("x", encoding="utf-8")
    assert catalogue(own).ids() == ["barada", "furat", "khabur"]


def test_an_own_folder_that_is_not_there(shipped: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"outlets_dir: .*/nowhere does not exist; make it, or unset RASID_OUTLETS_DIR"):
        catalogue(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"outlets_dir: .*/file is not a folder"):
        catalogue(tmp_path / "file")


def test_the_shipped_folder_named_as_own_overrides_nothing(shipped: Path) -> None:
    assert catalogue(shipped).own == {}


def test_paths_below_the_working_folder_are_shown_short(shipped: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "assi.toml").write_text("x = 1", encoding="utf-8")
    monkeypatch.chdir(own.parent)
    with pytest.raises(OutletErrors, match=r"^own/assi\.toml:1: "):
        catalogue(own).get("assi")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("barda", "unknown outlet 'barda'; did you mean barada?"),
        ("BARADA", "unknown outlet 'BARADA'; did you mean barada?"),
        ("الخابور", "unknown outlet 'الخابور'; did you mean khabur?"),
        ("أخبار الخابور", "unknown outlet 'أخبار الخابور'; did you mean khabur?"),
        ("khabur news", "unknown outlet 'khabur news'; did you mean khabur?"),
        ("zzz", "unknown outlet 'zzz'; `rasid outlets list --all` names them all"),
        ("../barada", "unknown outlet '../barada'; did you mean barada?"),
        ("", "unknown outlet ''; `rasid outlets list --all` names them all"),
    ],
)
def test_an_unknown_outlet_names_the_nearest(shipped: Path, asked: str, message: str) -> None:
    with pytest.raises(NotFound) as caught:
        catalogue().get(asked)
    assert str(caught.value) == message


def test_broken_files_do_not_hide_the_nearest(shipped: Path) -> None:
    (shipped / "barada.toml").write_text("broken", encoding="utf-8")
    with pytest.raises(NotFound, match="did you mean barada"):
        catalogue().get("barda")


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (".ad", None),
        ("div#x > p:first-child", None),
        ("//div[@id='x']", None),
        ("(//p)[1]", None),
        (".//div[a/@href]", None),
        ("//[", "is not XPath: Invalid expression"),
        ("//ad:x", "is not XPath: Undefined namespace prefix"),
        ("(nope())", "is not XPath: Unregistered function"),
        ("div[", "is not CSS: "),
        ("p:nope", "is not CSS: The pseudo-class :nope is unknown"),
        ("//p/text()", "selects no elements"),
        ("//p/@class", "selects no elements"),
        ("(count(//p))", "selects no elements"),
    ],
)
def test_prune_rules_are_read(rule: str, fault: str | None) -> None:
    found = outlets.rule_fault(rule)
    assert found is fault if fault is None else found is not None and found.startswith(fault)


def test_a_bad_prune_rule_has_file_line_and_key(shipped: Path, own: Path) -> None:
    (own / "barada.toml").write_text('prune = [\n  ".ad",\n  "p:nope",\n]\n', encoding="utf-8")
    with pytest.raises(OutletErrors) as caught:
        catalogue(own).get("barada")
    assert str(caught.value) == f'{own / "barada.toml"}:3: prune[1]: "p:nope" is not CSS: The pseudo-class :nope is unknown'


# --- the operator's word


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(database_url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def ids(session: Session) -> list[str]:
    return [outlet.id for outlet in outlets.enabled(session, catalogue())]


def test_without_a_word_the_declaration_holds(shipped: Path, session: Session) -> None:
    assert ids(session) == ["barada"]
    session.add(OutletState(outlet="furat"))
    session.add(OutletState(outlet="gone-from-the-files", enabled=True))
    session.flush()
    assert ids(session) == ["barada"]


def test_the_word_holds_over_the_declaration(shipped: Path, session: Session) -> None:
    outlets.set_enabled(session, "furat", True, NOW)
    outlets.set_enabled(session, "barada", False, NOW)
    session.commit()
    assert ids(session) == ["furat"]
    assert {key: row.enabled for key, row in outlets.states(session).items()} == {"furat": True, "barada": False}


def test_the_row_is_made_once_and_with_its_defaults(session: Session) -> None:
    outlets.set_enabled(session, "furat", True, NOW)
    outlets.set_enabled(session, "furat", False, NOW)
    session.commit()
    row = session.get_one(OutletState, "furat")
    assert (row.enabled, row.health, row.reason, row.failures) == (False, "never ran", "", 0)


def test_switched_on_it_is_due_at_once_but_only_then(session: Session) -> None:
    outlets.set_enabled(session, "furat", True, NOW)
    row = session.get_one(OutletState, "furat")
    assert row.next_due_at == NOW
    row.next_due_at = NOW + timedelta(hours=1)
    outlets.set_enabled(session, "furat", True, NOW)
    assert row.next_due_at == NOW + timedelta(hours=1)
    outlets.set_enabled(session, "furat", False, NOW)
    assert row.next_due_at == NOW + timedelta(hours=1)


def test_what_else_is_known_of_an_outlet_stays(session: Session) -> None:
    session.add(OutletState(outlet="furat", health="ok", failures=3, last_run_id=7))
    session.commit()
    outlets.set_enabled(session, "furat", True, NOW)
    session.commit()
    row = session.get_one(OutletState, "furat")
    assert (row.health, row.failures, row.last_run_id, row.enabled) == ("ok", 3, 7, True)
