"""What each key of an outlet's file may say."""

from __future__ import annotations

import difflib
import re
import warnings
import zoneinfo
from typing import Any
from urllib.parse import urlsplit

from news import cron
from news.declaration import ladders
from news.declaration.checks import ACTING, Check, Wrong, flag, kind, line, list_of, number, one_of, quoted, table, text
from news.declaration.lines import Where

KINDS = ("agency", "independent", "magazine", "newspaper", "portal", "public_broadcaster", "radio", "tv", "website")
DATE_LOCALES = ("levant", "gulf", "maghreb", "morocco", "mauritania")
CONFIDENCES = ("high", "medium", "low")
LONGEST_URL = 2000
LONGEST_INTERVAL = 30 * 86400
# ISO 3166-1 alpha-2, as assigned in 2026
_ASSIGNED = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_ASSIGNED.split())

_INTERVAL = re.compile(r"([0-9]{1,9})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LANGUAGE = re.compile(r"[a-z]{2}")
_NOT_IN_URL = re.compile(f'[\\s{ACTING}<>"{{}}|\\\\^`]')


def country(value: object, where: Where, wrong: Wrong) -> str | None:
    """ISO 3166-1 alpha-2, upper case."""
    code = text(value, where, wrong)
    if code is not None and code not in COUNTRIES:
        hint = "GB" if code.upper() == "UK" else code.upper() if code.upper() in COUNTRIES else ""
        wrong(where, f"{quoted(code)} is not a country's two letters (ISO 3166-1){f'; did you mean {hint}?' if hint else ''}")
    return code


def timezone(value: object, where: Where, wrong: Wrong) -> str | None:
    """A zone of the IANA database: Area/City, or UTC."""
    key = text(value, where, wrong)
    if key is None or key == "UTC":
        return key
    try:
        # names without a slash are old links or files of this machine («localtime»)
        if "/" not in key:
            raise ValueError(key)
        zoneinfo.ZoneInfo(key)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
        near = difflib.get_close_matches(key, zones, n=1) or [
            zone for zone in zones if key and zone.lower().endswith(f"/{key.lower()}")
        ]
        wrong(where, f"{quoted(key)} is not a time zone (Area/City){f'; did you mean {near[0]}?' if near else ''}")
    return key


def url(value: object, where: Where, wrong: Wrong) -> str | None:
    """An http or https address with a host; Arabic letters in it may stand as they are."""
    address = text(value, where, wrong)
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port or an IPv6 host that is none
        whole = False
    if not whole:
        wrong(where, f"{quoted(address)} is not an http or https address")
    elif len(address) > LONGEST_URL:
        wrong(where, f"is longer than {LONGEST_URL} characters")
    elif bad := _NOT_IN_URL.search(address):
        wrong(where, f"{quoted(address)} holds {quoted(bad[0])}, which no address may hold")
    return address


def interval(value: object, where: Where, wrong: Wrong) -> int:
    """Seconds, or text such as "15m"."""
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str) and (match := _INTERVAL.fullmatch(value.strip())):
        seconds = int(match[1]) * _SECONDS[match[2]]
    else:
        wrong(where, f'{quoted(value)} is not a length of time: whole seconds, or a number with s, m, h or d, such as "15m"')
        return 1
    if not 1 <= seconds <= LONGEST_INTERVAL:
        wrong(where, f"must be from 1 second to {LONGEST_INTERVAL // 86400} days, not {quoted(value)}")
    return seconds


def cron_expression(value: object, where: Where, wrong: Wrong) -> str | None:
    """A cron expression of five fields; empty text stands for «none»."""
    words = text(value, where, wrong)
    if not words:
        return None
    try:
        cron.parse(words)
    except ValueError as error:
        wrong(where, f"{quoted(words)} is not a cron expression: {error}")
    return words


def ladder(value: object, where: Where, wrong: Wrong) -> tuple[int, ...]:
    """Lengths of time that grow, in seconds or as "10m"; an empty list means none."""
    faults: list[Where] = []

    def noted(place: Where, message: str) -> None:
        faults.append(place)
        wrong(place, message)

    rungs = tuple(list_of(interval)(value, where, noted))
    if not faults and (fault := ladders.fault(rungs)) is not None:
        wrong(where, fault)
    return rungs


def regex(value: object, where: Where, wrong: Wrong) -> str | None:
    """A regular expression of Python's `re`; empty text stands for «none»."""
    pattern = text(value, where, wrong)
    if not pattern:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # «possible nested set»: it would mean something else one day
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        wrong(where, f"{quoted(pattern)} is not a regular expression: {error}")
    return pattern


def language(value: object, where: Where, wrong: Wrong) -> str | None:
    code = text(value, where, wrong)
    if code is not None and not _LANGUAGE.fullmatch(code):
        wrong(where, f'{quoted(code)} is not a language\'s two small letters (ISO 639-1), such as "ar"')
    return code


# everything but the tables; a key written below «[politeness]» or «[[feeds]]» belongs, to TOML, to that table
_ABOVE = frozenset(
    {"name_ar", "name_en", "country", "timezone", "home", "kind", "enabled", "languages", "interval", "revisit"}
    | {"min_interval", "max_interval", "fixed", "cron"}
    | {"article_url", "date_locale", "evidence", "prune", "feeds", "sitemaps", "sections"}
)

_SOURCE = table(
    {
        "url": url,
        "use": flag,
        "confidence": one_of(CONFIDENCES),
        "sightings": number(0, 10**6, whole=True),
        "note": text,
    },
    required="url",
    above=_ABOVE,
)


def sources(value: object, where: Where, wrong: Wrong) -> tuple[dict[str, Any], ...]:
    """Addresses to ask, as text or as tables that say more of them; no address twice."""
    if not isinstance(value, list):
        wrong(where, f"must be a list of addresses in [ ], not {kind(value)}")
        return ()
    found: list[dict[str, Any]] = []
    for position, raw in enumerate(value):
        here = (*where, position)
        entry = _SOURCE(raw, here, wrong) if isinstance(raw, dict) else {"url": url(raw, here, wrong)}
        address = entry.get("url")
        if address and any(address == other.get("url") for other in found):
            wrong(here, f"{quoted(address)} stands there twice")
        found.append(entry)
    return tuple(found)


KEYS: dict[str, Check] = {
    "name_ar": line,
    "name_en": line,
    "country": country,
    "timezone": timezone,
    "home": url,
    "kind": one_of(KINDS),
    "enabled": flag,
    "languages": list_of(language, least=1),
    "interval": interval,
    "min_interval": interval,
    "max_interval": interval,
    "fixed": flag,
    "cron": cron_expression,
    "revisit": ladder,
    "article_url": regex,
    "date_locale": one_of(DATE_LOCALES, or_none=True),
    "evidence": text,
    "prune": list_of(line),
    "feeds": sources,
    "sitemaps": sources,
    "sections": sources,
    "politeness": table(
        {
            "delay": number(0, 3600, whole=False),
            "concurrency": number(1, 16, whole=True),
            "max_pages": number(1, 100_000, whole=True),
        },
        above=_ABOVE,
    ),
}
REQUIRED = ("name_ar", "name_en", "country", "timezone", "home")
