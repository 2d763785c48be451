"""Addresses: one canonical form, one hash per document, and which addresses belong to one site.

`canonical` is the address we fetch and show, so it only removes what no server answers to (trackers, sessions, fragments).
`url_hash` goes further: scheme, «www.», mobile and AMP twins and the trailing slash do not count. Neither ever drops a bare id,
a page number or a language: two articles in one row are worse than one article in two.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

MAX_LENGTH = 2000
"""Characters of a canonical address; longer ones are traps, and PostgreSQL could not index them."""

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\\\\\ud800-\udfff]")
_EDGE = " \t\r\n\f\v\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*")
_DEFAULT_PORT = {"http": 80, "https": 443}

_TRACKER = re.compile(
    r"utm_\w+|fbclid|fb_(?:ref|source|action_\w+)|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|igshid|igsh|ysclid|yclid"
    r"|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:enc|anon)_id|xtor|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|at_(?:medium|campaign|custom\d|link_\w+|format|bbc_team|ptr_name)|traffic_source|ref_src|ref_url|__twitter_impression"
    r"|ocid|cmpid|replytocom|phpsessid|jsessionid|aspsessionid\w*",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"(?:ref|source|src|from|share)", re.IGNORECASE)  # trackers only with a value that names a platform
_PLATFORM = re.compile(
    r"(?:rss|feed|atom|twitter|x|facebook|fb|telegram|whatsapp|instagram|youtube|linkedin|email|mail|newsletter|push|nabd"
    r"|google(?:news)?)(?:[-_.]\w*)?",
    re.IGNORECASE,
)
_SESSION = re.compile(r"sid|sess(?:ion)?_?(?:id)?", re.IGNORECASE)  # «sid» may be a story's id, so only with a long hex value
_LONG_HEX = re.compile(r"[0-9a-f]{24,}", re.IGNORECASE)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)

_PERCENT = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset(b"!$&'()*+,;=:@")
_QUERY_SAFE = _UNRESERVED | frozenset(b"!$'()*+,;:@/?")
_ESCAPED = 0xD800  # an encoded reserved byte stands in the decoded text as this plus its value


def canonical(url: str, base: str | None = None) -> str:
    """The address as we fetch and show it; with `base`, `url` may be relative. Idempotent.

    Scheme and host in lower case, the host in its IDN (punycode) form, no default port, no fragment (except «#!…»), no trackers,
    no session ids; percent-encoding per RFC 3986, non-ASCII as printed (`url_hash`
    composes it); dot segments resolved. Order of parameters and the trailing
    slash are kept. Raises ValueError, and nothing else, for what is no http(s) address, names no host, holds user:password,
    a backslash or control characters, or is longer than MAX_LENGTH.
    """
    url = url.strip(_EDGE)
    if len(url) > 4 * MAX_LENGTH or _FORBIDDEN.search(url):
        raise ValueError(f"not an address: {url[:80]!r}")
    parts = urlsplit(urljoin(base, url) if base is not None else url)
    if parts.scheme not in _DEFAULT_PORT:
        raise ValueError(f"not an http(s) address: {url[:80]!r}")
    netloc = _netloc(parts)
    path = _resolve([_encode(segment, _PATH_SAFE) for segment in _PATH_SESSION.sub("", parts.path).split("/")])
    address = f"{parts.scheme}://{netloc}{path}"
    if query := _query(parts.query):
        address += f"?{query}"
    if parts.fragment.startswith("!"):
        address += f"#{_encode(parts.fragment, _PATH_SAFE | frozenset(b'/?'))}"
    if len(address) > MAX_LENGTH:
        raise ValueError(f"address of {len(address)} characters: {address[:80]!r}")
    return address


def host(url: str) -> str:
    """The host of an address in lower case, IDN form, without port. Raises ValueError where there is none."""
    parts = urlsplit(url)
    return _host(parts.hostname or "")


def url_hash(canonical: str) -> str:
    """SHA-256 (hex) of what names the document: of two addresses with equal hashes only one is fetched."""
    return hashlib.sha256(_key(canonical).encode()).hexdigest()


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one site: equal registrable domains («www.», «m.», «arabic.» do not count).

    Hosts given by number are one site only with the same port. An address that cannot be read belongs to no site.
    """
    try:
        return _site(a) == _site(b)
    except ValueError:
        return False


def _netloc(parts: SplitResult) -> str:
    if "@" in parts.netloc:
        raise ValueError("address with user information")
    name = _host(parts.hostname or "")
    port = parts.port  # raises ValueError itself
    return name if port is None or port == _DEFAULT_PORT[parts.scheme] else f"{name}:{port}"


def _host(name: str) -> str:
    if ":" in name:  # urlsplit has taken the brackets off
        return f"[{ipaddress.IPv6Address(name).compressed}]" if "%" not in name else _no_host(name)
    if not name.isascii():
        name = unicodedata.normalize("NFC", name).encode("idna").decode("ascii")  # raises UnicodeError, a ValueError
    name = name.lower().removesuffix(".")
    return name if len(name) <= 253 and _HOST.fullmatch(name) else _no_host(name)


def _no_host(name: str) -> str:
    raise ValueError(f"not a host: {name[:80]!r}")


def _encode(text: str, safe: frozenset[int]) -> str:
    """Percent-encoding in one spelling: unreserved plain, non-ASCII encoded as it is, %XX of reserved kept, in capitals."""
    if text.isascii() and "%" not in text and all(byte in safe for byte in text.encode()):
        return text
    raw = bytearray()
    plain = ""
    for index, piece in enumerate(_PERCENT.split(text)):
        if not index % 2:
            raw += piece.encode()
        elif (byte := int(piece, 16)) >= 0x80 or byte in _UNRESERVED:
            raw.append(byte)
        else:
            plain += raw.decode(errors="surrogateescape") + chr(_ESCAPED + byte)
            raw.clear()
    plain += raw.decode(errors="surrogateescape")
    written = []
    for character in plain:
        code = ord(character)
        if _ESCAPED <= code < _ESCAPED + 0x80:
            written.append(f"%{code - _ESCAPED:02X}")
        elif code < 0x80 and code in safe:
            written.append(character)
        else:
            written.extend(f"%{byte:02X}" for byte in character.encode(errors="surrogateescape"))
    return "".join(written)


def _resolve(segments: list[str]) -> str:
    """RFC 3986, 5.2.4: remove dot segments."""
    kept: list[str] = []
    for segment in segments[1:]:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    kept = []
    for part in query.split("&"):
        while part[:4].lower() == "amp;":  # «&amp;» escaped once too often
            part = part[4:]  # noqa: PLW2901
        name, sign, value = part.partition("=")
        name, value = _encode(name, _QUERY_SAFE), _encode(value, _QUERY_SAFE | {ord("=")})
        if (name or value) and not _is_tracker(name, value):
            kept.append(name + sign + value)
    return "&".join(kept)


def _is_tracker(name: str, value: str) -> bool:
    return bool(
        _TRACKER.fullmatch(name)
        or (_ORIGIN.fullmatch(name) and _PLATFORM.fullmatch(value))
        or (_SESSION.fullmatch(name) and _LONG_HEX.fullmatch(value))
    )


_TWIN_HOST = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_SEGMENT = re.compile(r"^/amp(?=/[^/])|(?<=[^/])/amp$", re.IGNORECASE)
_AMP_PARAMETER = re.compile(r"amp(?:=1?|=true)?|output(?:type)?=amp", re.IGNORECASE)


def _composed(address: str) -> str:
    """Non-ASCII in NFC: it names the same document, but not every server answers to it, so only the hash is made of it."""

    def compose(run: re.Match[str]) -> str:
        text = unquote(run[0], errors="surrogateescape")
        return quote(unicodedata.normalize("NFC", text), errors="surrogateescape")

    return re.sub(r"(?:%[89A-F][0-9A-F])+", compose, address)


def _key(address: str) -> str:
    parts = urlsplit(_composed(address))
    name, _, port = parts.netloc.partition(":") if "[" not in parts.netloc else (parts.netloc, "", "")
    twin = _TWIN_HOST.sub("", name, count=1) if _TWIN_HOST.match(name) else name
    path = _AMP_SEGMENT.sub("", parts.path.rstrip("/"), count=1).rstrip("/")
    query = "&".join(part for part in parts.query.split("&") if part and not _AMP_PARAMETER.fullmatch(part))
    return "\n".join((twin, port, path, query.replace("%20", "+"), parts.fragment))


# Second-level labels under which countries register sites; with a two-letter top level they are part of the suffix.
_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "gob", "gouv", "gov", "info", "int", "ltd", "media", "mil", "name", "ne", "net", "news", "or"}
    | {"org", "press", "sch", "tv"}
)
# Hosts where every name below is somebody else's site.
_SHARED = frozenset(
    {"blogspot.com", "wordpress.com", "wixsite.com", "weebly.com", "substack.com", "medium.com", "tumblr.com", "github.io"}
    | {"gitlab.io", "netlify.app", "vercel.app", "pages.dev", "web.app", "herokuapp.com", "cloudfront.net", "amazonaws.com"}
    | {"ghost.io", "over-blog.com", "eklablog.com", "yoo7.com"}
)


def _site(address: str) -> str:
    parts = urlsplit(address)
    name = _host(parts.hostname or "")
    labels = name.split(".")
    if name.startswith("[") or labels[-1].isdecimal():
        return f"{name}:{parts.port or _DEFAULT_PORT.get(parts.scheme)}"
    if len(labels) > 2 and ".".join(labels[-2:]) in _SHARED:
        return ".".join(labels[-3:])
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])
