"""Addresses: one canonical form, one hash per document, and which addresses belong to one site.

`canonical` is the address we fetch and show, so it only removes what no server answers to (trackers, sessions, fragments).
`url_hash` goes further: scheme, «www.», mobile, AMP and print twins, index files, doubled and trailing slashes and the order
of parameters do not count. Neither ever drops a bare id, a page number or a language, nor touches the case of a path: two
articles in one row are worse than one article in two.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit

MAX_LENGTH = 2000
"""Characters of a canonical address; longer ones are traps, and PostgreSQL could not index them."""

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\\\\\ud800-\udfff]")
_EDGE = " \t\r\n\f\v\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*")
_DEFAULT_PORT = {"http": 80, "https": 443}

_TRACKER = re.compile(
    r"utm_\w+|fbclid|fb_(?:ref|source|comment_id|action_\w+)|mibextid|__(?:tn|xts|cft)__(?:%5B\d+%5D)*"
    r"|gclid|gclsrc|dclid|gbraid|wbraid|gad_(?:source|campaignid)|srsltid|msclkid|twclid|ttclid|li_fat_id|rdt_cid|epik"
    r"|igshid|igsh|ysclid|yclid|_openstat|_branch_match_id|mc_(?:[cet]id|tc)|_ga|_gl|_hsenc|_hsmi|hsctatracking|mkt_tok|vero_id"
    r"|oly_(?:enc|anon)_id|sfmc_\w+|wt\.mc_id|wt_(?:mc|zmc)|(?:pk|mtm|piwik|matomo)_(?:campaign|kwd|keyword|source|medium|content)"
    r"|xtor|ns_(?:mchannel|source|campaign|linkname|fee)|at_(?:medium|campaign|custom\d|link_\w+|format|bbc_team|ptr_name)"
    r"|traffic_source|ref_src|ref_url|__twitter_impression|amp_(?:js_v|gsa|ct|latest_update_time)|usqp|ampshare|ocid|ncid|cmpid|cmp"
    r"|i(?:nt)?cmp|ito|icid|s_cid|spm|trk|smid|smtyp|sref|replytocom|like_comment"
    r"|phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|cftoken|oscsid|zenid",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"(?:ref|source|src|from|via|share)", re.IGNORECASE)  # trackers only with a value that names a platform
_PLATFORM = re.compile(
    r"(?:rss|feed|atom|twitter|x|facebook|fb|telegram|whatsapp|jetpack-whatsapp|instagram|threads|bluesky|tiktok|snapchat|youtube"
    r"|linkedin|pinterest|reddit|tumblr|pocket|viber|email|e-?mail|print|newsletter|push|app|nabd|google(?:news)?)(?:[-_.]\w*)?",
    re.IGNORECASE,
)
_REFERRER = re.compile(r"ref(?:err?er)?", re.IGNORECASE)  # also with a word, or an address: an id would have digits
_WORD_OR_ADDRESS = re.compile(r"[^\d]*|https?:.*|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com?|net|org|tv|me|info)(?:/.*)?", re.IGNORECASE)
_SESSION = re.compile(r"s|sid|sess(?:ion)?_?(?:id)?", re.IGNORECASE)  # may be a story's id, so only with a value no story has
_LONG_HEX = re.compile(r"[0-9a-f]{24,}", re.IGNORECASE)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*|;sid=[0-9a-f]{24,}|/\([A-Z]\([a-z0-9]{24}\)\)(?=/)", re.IGNORECASE)
_CACHE_BREAKER = re.compile(r"_=\d{10,}|(?:nocache|cachebust(?:er)?)=\d*", re.IGNORECASE)

_PERCENT = re.compile("%([0-9A-Fa-f]{2})")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_SAFE = "!$&'()*+,;=:@"
_NAME_SAFE = "!$'()*+,;:@/?"
_VALUE_SAFE = f"{_NAME_SAFE}="
_ROUTE_SAFE = f"{_PATH_SAFE}/?"
_DONE = {  # nothing to do: unreserved and safe characters, and bytes beyond ASCII in capitals
    safe: re.compile(f"(?:[{re.escape(_UNRESERVED + safe)}]|%[89A-F][0-9A-F])*")
    for safe in (_PATH_SAFE, _NAME_SAFE, _VALUE_SAFE, _ROUTE_SAFE)
}
_SPELT = {f"{byte:02X}": chr(byte) if chr(byte) in _UNRESERVED else f"%{byte:02X}" for byte in range(256)}


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
        address += f"#{_encode(parts.fragment, _ROUTE_SAFE)}"
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
        return site(a) == site(b)
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


def _encode(text: str, safe: str) -> str:
    """Percent-encoding in one spelling: unreserved plain, non-ASCII encoded as it is, %XX of reserved kept, in capitals."""
    if _DONE[safe].fullmatch(text):
        return text
    if "%" in text:
        text = _PERCENT.sub(lambda found: _SPELT[found[1].upper()], _BARE_PERCENT.sub("%25", text))
    return quote(text, safe=f"{safe}%")


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
        name, value = _encode(name, _NAME_SAFE), _encode(value, _VALUE_SAFE)
        if (name or value) and not _is_tracker(name, value):
            kept.append(name + sign + value)
    return "&".join(kept)


def _is_tracker(name: str, value: str) -> bool:
    return bool(
        _TRACKER.fullmatch(name)
        or (_ORIGIN.fullmatch(name) and _PLATFORM.fullmatch(value))
        or (_REFERRER.fullmatch(name) and _WORD_OR_ADDRESS.fullmatch(unquote(value)))
        or (_SESSION.fullmatch(name) and _LONG_HEX.fullmatch(value))
        or _CACHE_BREAKER.fullmatch(f"{name}={value}")
    )


_TWIN_HOST = re.compile(r"(?:www|m|mobile|amp|wap|touch)\.")
_SLASHES = re.compile("/{2,}")
_AMP_FILE = re.compile(r"\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_AMP_FOLDER = re.compile(r"^/amp(?=/[^/])", re.IGNORECASE)
_VARIANT = re.compile(r"(?<=[^/])/(?:amp|print|comment-page-\d+)$", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(?:index\.(?:html?|php|aspx?|jsp)|default\.aspx?)$", re.IGNORECASE)
_VARIANT_PARAMETER = re.compile(
    r"(?:amp|print|mobile|nomobile)(?:=(?:1|true|yes|mobile)?)?|noamp=(?:1|mobile|available)?|printable=(?:1|yes|true)|tmpl=component"
    r"|(?:output(?:type)?|format|view|layout|device)=(?:amp|print|mobile)|nb=1",
    re.IGNORECASE,
)
_BLOGGER_MOBILE = re.compile(r"m=[01]")  # of a page «….html», where no id hides behind it
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ESCAPED_RUN = re.compile(r"[A-Za-z]?(?:%[89A-F][0-9A-F])+")  # with the letter that a mark may stand on


def _composed(address: str) -> str:
    """Non-ASCII in NFC, without marks of direction that were pasted along.

    It names the same document, but not every server answers to it, so only the hash is made of it.
    """

    def compose(run: re.Match[str]) -> str:
        text = unquote(run[0], errors="surrogateescape")
        return quote(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)), errors="surrogateescape")

    if "%" not in address:
        return address
    text = unquote_to_bytes(address).decode(errors="surrogateescape")
    if unicodedata.is_normalized("NFC", text) and not _INVISIBLE.search(text):
        return address
    return _ESCAPED_RUN.sub(compose, address)


def _key(address: str) -> str:
    parts = urlsplit(_composed(address))
    name, _, port = parts.netloc.partition(":") if "[" not in parts.netloc else (parts.netloc, "", "")
    path = _AMP_FOLDER.sub("", _SLASHES.sub("/", parts.path), count=1)
    path = _INDEX_FILE.sub("", _VARIANT.sub("", path.rstrip("/")).rstrip("/"))
    page = path.lower().endswith((".html", ".htm"))
    kept = [
        part
        for part in parts.query.replace("%20", "+").split("&")
        if part and not _VARIANT_PARAMETER.fullmatch(part) and not (page and _BLOGGER_MOBILE.fullmatch(part))
    ]
    kept.sort(key=lambda part: part.partition("=")[0])  # stable: values of one name stay in their order
    return "\n".join((_main_host(name), port, _AMP_FILE.sub("", path), "&".join(kept), parts.fragment))


def _main_host(name: str) -> str:
    """Without «www.» and the names of mobile and AMP twins, as long as a site is left."""
    while (twin := _TWIN_HOST.match(name)) and "." in (rest := name[twin.end() :]) and not _is_suffix(rest):
        name = rest
    return name


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


def _is_suffix(name: str) -> bool:
    """Whether a name is no site but what sites are registered under, such as «gov.sa» or «blogspot.com»."""
    first, _, last = name.rpartition(".")
    return name in _SHARED or (len(last) == 2 and first in _SECOND_LEVEL)


def site(url: str) -> str:
    """The name of an address's site, equal for all addresses of it (`same_site`). Raises ValueError where there is no host."""
    parts = urlsplit(url)
    name = _host(parts.hostname or "")
    labels = name.split(".")
    if name.startswith("[") or labels[-1].isdecimal():
        return f"{name}:{parts.port or _DEFAULT_PORT.get(parts.scheme)}"
    if len(labels) > 2 and ".".join(labels[-2:]) in _SHARED:
        return ".".join(labels[-3:])
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])
