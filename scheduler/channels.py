"""Where alerts go: channels as the operator declares them. Secrets stand nowhere but in a file or the environment.

A channel is an address. `http://` and `https://` mean our own signed webhook; everything else is an address of `apprise` (mail,
Telegram, Slack, ntfy, …). The guard that keeps crawls from private networks does not apply: these are the operator's own
addresses, and a webhook on localhost is what many want.

    RASID_ALERT_OPS=tgram://bot-token/chat            a channel «ops»
    RASID_ALERT_HOOK=https://example.org/hook         a channel «hook» …
    RASID_ALERT_HOOK_SECRET=…                         … whose messages are signed
    RASID_ALERT_OPS_FILE=/run/secrets/ops             the address, or with _SECRET_FILE the secret, is the content of a file

or in the file that `alerts_file` names, one table each: `[hook]`, `url = "…"`, `secret = "…"`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from storage.config import ConfigError

PREFIX = "RASID_ALERT_"
NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
KEYS = {"url", "url_file", "secret", "secret_file"}
WEBHOOK = ("http", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One address; neither it nor its secret is shown by `repr`."""

    name: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def is_webhook(self) -> bool:
        return self.url.partition("://")[0].lower() in WEBHOOK

    @property
    def shown(self) -> str:
        """The address for people and logs: its kind, and nothing that could be a secret."""
        scheme = self.url.partition("://")[0]
        return f"{scheme}://{_host(self.url)}/***" if self.is_webhook else f"{scheme}://***"

    def redact(self, text: str) -> str:
        """`text` without any part of the address or the secret, as printed or percent-encoded."""
        for part in sorted(self._parts(), key=len, reverse=True):
            text = text.replace(part, "***")
        return text

    def _parts(self) -> set[str]:
        rest = self.url.partition("://")[2]
        pieces = {self.url, self.secret, rest, *re.split(r"[/?&=#:@,]", rest), *(value for _, value in parse_qsl(rest, True))}
        if self.is_webhook:
            pieces -= {_host(self.url), str(urlsplit(self.url).port or "")}
        return {form for piece in pieces for form in (piece, unquote(piece)) if len(form) > 3}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def load(file: Path | None, environment: Mapping[str, str] | None = None) -> dict[str, Channel]:
    """All channels by name; those of the environment over those of the file. Raises ConfigError, which names no secret."""
    declared: dict[str, dict[str, str]] = {}
    if file is not None:
        declared = _of_file(file)
    for name, said in _of_environment(os.environ if environment is None else environment).items():
        declared[name] = declared.get(name, {}) | said
    return {name: _channel(name, said) for name, said in sorted(declared.items())}


def _of_file(file: Path) -> dict[str, dict[str, str]]:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        open_to_all = file.stat().st_mode & 0o007
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); alerts_file names it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not valid TOML") from error  # its words could quote a secret
    if open_to_all:
        raise ConfigError(f"{file}: anybody on this machine may read its secrets; chmod 600 {file}")
    for name, table in said.items():
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise ConfigError(f"{file}: {name}: a channel is a table of texts: [{name}] and url = …")
        unknown = sorted(set(table) - KEYS)
        if unknown:
            raise ConfigError(f"{file}: {name}: no such key {unknown[0]!r}; known keys: {', '.join(sorted(KEYS))}")
    return said


def _of_environment(environment: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX) or not value:
            continue
        name, key = variable.removeprefix(PREFIX).lower(), "url"
        for suffix in ("secret_file", "secret", "file"):
            if name.endswith("_" + suffix):
                name, key = name.removesuffix("_" + suffix), "url_file" if suffix == "file" else suffix
                break
        found.setdefault(name, {})[key] = value
    return found


def _channel(name: str, said: Mapping[str, str]) -> Channel:
    if not NAME.fullmatch(name):
        raise ConfigError(f"alert channel {name!r}: a name is of small letters, digits, - and _, and begins with a letter")
    values = {}
    for key in ("url", "secret"):
        value = said.get(key, "")
        if f"{key}_file" in said:
            path = Path(said[f"{key}_file"])
            try:
                value = path.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"alert channel {name}: {path} cannot be read") from error
        values[key] = value
    if "://" not in values["url"] or any(letter.isspace() for letter in values["url"]):
        raise ConfigError(f"alert channel {name}: no address; {PREFIX}{name.upper()}=… or url = … in alerts_file gives one")
    return Channel(name=name, url=values["url"], secret=values["secret"])
