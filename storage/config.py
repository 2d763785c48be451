"""Where things are and how much is allowed: `rasid.toml` and `RASID_*`, read once, frozen."""

from __future__ import annotations

import difflib
import os
import tomllib
from datetime import time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from news.declaration import ladders

SHIPPED_OUTLETS = Path(__file__).resolve().parent.parent / "crawler" / "outlets"


class ConfigError(Exception):
    """The configuration is wrong; the message is one line and names file and key."""


class Config(BaseSettings):
    """Every setting. Order of truth: environment `RASID_X`, then `rasid.toml` (key `x`), then the default here."""

    model_config = SettingsConfigDict(env_prefix="RASID_", extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder for database, archive and logs.")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the data folder.")
    outlets_dir: Path | None = Field(None, description="Folder of your own outlet files (*.toml); they override and add.")
    archive_url: str = Field("", description="Where WARC files go (any fsspec address); empty: archive/ in the data folder.")
    http_host: str = Field("127.0.0.1", description="Address the API and pages listen on.")
    http_port: int = Field(8080, ge=0, le=65535, description="Port the API and pages listen on.")
    http_enabled: bool = Field(True, description="Whether `rasid daemon` also serves the API and pages.")
    http_processes: int = Field(
        1, ge=1, le=32, description="Processes that answer; each serves some 80 requests a second, and takes 130 MB."
    )
    http_hosts: str = Field("", description="Names under which it may be asked beside localhost, as news.example.org; by commas.")
    http_public: bool = Field(False, description="Reading needs no token, wherever from; else only on this machine.")
    http_local: Literal["none", "read", "crawl", "admin"] = Field(
        "read", description="What may be done without a token on this machine, while it listens on 127.0.0.1."
    )
    public_full_text: bool = Field(
        False, description="Whole articles also for readers without a token from elsewhere; else a snippet."
    )
    http_rate: float = Field(20, ge=0, description="Requests a second of one client from elsewhere; 0: no limit.")
    http_rate_local: float = Field(1000, ge=0, description="The same of this machine.")
    http_query_seconds: float = Field(1.0, ge=0, le=600, description="Seconds after which a question is cancelled; 0: never.")
    http_zone: str = Field("UTC", description="Time zone of the pages until their reader names one, as Asia/Damascus.")
    http_cors_origins: str = Field(
        "", description="Web origins whose pages may read the API in a browser; by commas; empty: none."
    )
    contact: str = Field(
        "https://github.com/rasid-news/rasid", description="Address or mail in the User-Agent, for webmasters to reach you."
    )
    max_crawls: int = Field(4, ge=1, le=64, description="Crawl processes at a time.")
    crawl_deadline: int = Field(900, ge=30, le=86_400, description="Seconds after which a crawl process is ended.")
    crawl_memory_mb: int = Field(
        1536, ge=256, le=1_048_576, description="Memory limit of a crawl process, MiB of address space beyond its start."
    )
    extract_timeout: float = Field(15.0, gt=0, le=3600, description="Seconds one page may take to extract.")
    revisit: str = Field(
        "10m, 1h, 6h, 24h, 3d",
        description="When a young article's page is looked at again, from its birth; empty: never. An outlet may differ.",
    )
    keep_captures_days: int | None = Field(None, ge=0, description="`rasid db prune`: days raw pages stay; unset: for ever.")
    keep_bands_days: int | None = Field(None, ge=0, description="`rasid db prune`: days a text is found as a copy's original.")
    keep_runs_days: int | None = Field(None, ge=0, description="`rasid db prune`: days ended runs stay.")
    keep_lines_days: int | None = Field(None, ge=0, description="`rasid db prune`: days the counted lines of an article stay.")
    keep_notices_days: int = Field(
        90, ge=8, description="Days a message stays on record that was sent or given up; the daemon takes out older ones."
    )
    keep_hits_days: int = Field(
        730, ge=0, description="Days the hits of watches stay; the daemon takes out older ones; 0: for ever. Articles stay."
    )
    alerts_file: Path | None = Field(
        None, description="File of the channels alerts go to, mode 600; or RASID_ALERT_<NAME>=ADDRESS in the environment."
    )
    alerts_quiet: str = Field("", description="Hours in which only grave alerts are sent, as 23:00-07:00; the others wait.")
    alerts_zone: str = Field("UTC", description="Time zone of these hours, as Asia/Damascus.")
    alerts_digest: int = Field(0, ge=0, le=10_080, description="Minutes alerts are collected for one message; 0: sent at once.")
    log_format: Literal["text", "json"] = Field("text", description="The daemon's log on stderr: text, or a JSON object a line.")
    routes: str = Field(
        "", description="Test benches only: host=address:port,… ; those hosts are asked there, as plain HTTP, and nowhere else."
    )

    @field_validator("revisit")
    @classmethod
    def _revisit_parses(cls, value: str) -> str:
        ladders.parse(value)
        return value

    @field_validator("alerts_quiet")
    @classmethod
    def _quiet_parses(cls, value: str) -> str:
        parse_hours(value)
        return value

    @field_validator("alerts_zone", "http_zone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone {value!r}; a name as Asia/Damascus is wanted") from error
        return value

    @field_validator("routes")
    @classmethod
    def _routes_parse(cls, value: str) -> str:
        parse_routes(value)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # what `load` passes in is the file's content, so it comes after the environment
        return env_settings, init_settings

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'rasid.db'}"

    @property
    def archive(self) -> str:
        """Fsspec address of the folder of WARC files."""
        return self.archive_url or str(self.data_dir.absolute() / "archive")

    @property
    def ladder(self) -> tuple[int, ...]:
        """`revisit` in seconds."""
        return ladders.parse(self.revisit)

    @property
    def route_table(self) -> dict[str, tuple[str, int]]:
        """Host → (address, port); empty in normal use."""
        return parse_routes(self.routes)


def parse_hours(value: str) -> tuple[time, time] | None:
    """Read `23:00-07:00`, from and to; None for an empty text. Raises ValueError."""
    if not value.strip():
        return None
    begin, dash, end = value.partition("-")
    if not dash:
        raise ValueError(f"{value!r} is not HH:MM-HH:MM")
    try:
        found = time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
    except ValueError as error:
        raise ValueError(f"{value!r} is not HH:MM-HH:MM") from error
    if found[0] == found[1]:
        raise ValueError(f"{value!r} ends when it begins")
    return found


def parse_routes(value: str) -> dict[str, tuple[str, int]]:
    """Read `host=address:port,…`. Raises ValueError naming the bad part."""
    table: dict[str, tuple[str, int]] = {}
    for part in filter(None, (piece.strip() for piece in value.split(","))):
        host, sign, target = part.partition("=")
        address, colon, port = target.rpartition(":")
        if not (host and sign and address and colon and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError(f"{part!r} is not host=address:port")
        table[host.lower()] = (address.strip("[]"), int(port))
    return table


def config_file() -> Path | None:
    """The file in force: `RASID_CONFIG`, else `rasid.toml` in the working folder, else none."""
    named = os.environ.get("RASID_CONFIG")
    if named:
        return Path(named)
    here = Path("rasid.toml")
    return here if here.is_file() else None


def load(**overrides: Any) -> Config:
    """Read the configuration. Raises ConfigError: unreadable file, unknown key, bad value."""
    path = config_file()
    values: dict[str, Any] = {}
    where = "environment"
    if path is not None:
        where = str(path)
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}); RASID_CONFIG names it") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from error
    try:
        return Config(**{**values, **overrides})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "?"
        source = f"RASID_{key.upper()} (environment)" if f"RASID_{key.upper()}" in os.environ else f"{where}: {key}"
        raise ConfigError(f"{source}: {_said(key, first['type'], first['msg'])}") from error


def _said(key: str, kind: str, message: str) -> str:
    """Pydantic's message in the words of the file's reader."""
    if kind != "extra_forbidden":
        return message.removeprefix("Value error, ").replace("Input should be", "should be")
    near = difflib.get_close_matches(key, Config.model_fields, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"no such key; {meant}known keys: {', '.join(sorted(Config.model_fields))}"
