"""Addresses of posts, players and widgets: whose they are, and the one form in which an article keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlencode, urlsplit

_ARCHIVE = re.compile(r"^(?:https?:)?//web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/")
_HOSTS: dict[str, str] = {
    "twitter.com": "x", "x.com": "x", "twitframe.com": "x", "fxtwitter.com": "x", "vxtwitter.com": "x", "fixupx.com": "x",
    "fixvx.com": "x", "nitter.net": "x", "xcancel.com": "x",
    "facebook.com": "facebook", "fb.com": "facebook", "fb.watch": "facebook", "fb.me": "facebook",
    "instagram.com": "instagram", "instagr.am": "instagram",
    "t.me": "telegram", "telegram.me": "telegram", "telegram.org": "telegram", "telegram.dog": "telegram",
    "youtube.com": "youtube", "youtu.be": "youtube", "youtube-nocookie.com": "youtube",
    "tiktok.com": "tiktok", "threads.net": "threads", "threads.com": "threads", "bsky.app": "bluesky",
    "truthsocial.com": "truthsocial", "mastodon.social": "mastodon", "mastodon.online": "mastodon", "mstdn.social": "mastodon",
    "soundcloud.com": "soundcloud", "spotify.com": "spotify", "podcasts.apple.com": "apple_podcasts",
    "dailymotion.com": "dailymotion", "dai.ly": "dailymotion", "vimeo.com": "vimeo", "rumble.com": "rumble", "ok.ru": "ok",
    "vk.com": "vk", "vkvideo.ru": "vk", "reddit.com": "reddit", "redditmedia.com": "reddit", "linkedin.com": "linkedin",
    "flickr.com": "flickr", "flic.kr": "flickr", "pinterest.com": "pinterest", "pin.it": "pinterest",
    "datawrapper.de": "datawrapper", "datawrapper.dwcdn.net": "datawrapper",
    "flourish.studio": "flourish", "flo.uri.sh": "flourish",
    "infogram.com": "infogram", "infogr.am": "infogram", "openstreetmap.org": "maps", "maps.google.com": "maps",
    "docs.google.com": "document", "drive.google.com": "document", "view.officeapps.live.com": "document",
    "scribd.com": "document", "issuu.com": "document", "slideshare.net": "document", "documentcloud.org": "document",
    "embed.documentcloud.org": "document", "google.com": "google",
}  # fmt: skip
_NITTER = re.compile(r"(?:^|\.)nitter\.")
_TOOT = re.compile(r"/(?:@[\w.]+(?:@[\w.-]+)?|users/\w+/statuses)/\d{10,}(?:/embed)?$")
_POST = {
    "x": re.compile(r"/status/\d+"),
    "facebook": re.compile(
        r"/(?:posts|videos?|photos?|permalink|reels?|share|story|watch|groups)(?:\.php)?[/?]|fb\.watch/\w|story_fbid="
    ),
    "instagram": re.compile(r"/(?:p|reel|tv)/[\w-]"),
    "telegram": re.compile(r"//t\.me/(?:c/)?\w+/\d+"),
    "youtube": re.compile(r"/watch\?v=|/playlist\?|/live/"),
    "tiktok": re.compile(r"/video/\d|/embed/|/photo/\d|//v[mt]\."),
    "threads": re.compile(r"/(?:post|t)/\w"),
    "bluesky": re.compile(r"/post/\w"),
    "truthsocial": re.compile(r"/(?:posts/)?\d{6,}$"),
    "mastodon": re.compile(r"/\d{6,}$"),
    "reddit": re.compile(r"/comments/"),
    "dailymotion": re.compile(r"/video/"),
    "vimeo": re.compile(r"\.com/(?:\w+/)*\d+"),
    "rumble": re.compile(r"/(?:embed/)?v\w{4}"),
    "spotify": re.compile(r"/(?:episode|show|track|playlist|album)/"),
    "soundcloud": re.compile(r"\.com/[\w-]+/[\w-]+"),
    "linkedin": re.compile(r"/(?:feed/update|posts)/"),
    "ok": re.compile(r"/video/\d"),
    "vk": re.compile(r"/(?:video|wall)-?\d"),
}
_FACEBOOK_KEPT = frozenset(("story_fbid", "id", "fbid", "v", "video_id", "multi_permalinks"))
_STATUS = re.compile(r"/(?:#!/)?(\w{1,30})/(?:web/)?status(?:es)?/(\d+)")
_VIDEO_ID = re.compile(r"/(?:embed|shorts|v|vi|live)/([\w-]{6,20})")


def unwrap(url: str) -> str:
    """The address inside a web archive's or a platform's redirecting address; others as they are, «//…» with its scheme."""
    bare = _ARCHIVE.sub("", url.strip().replace("\\/", "/"))
    bare = "https:" + bare if bare.startswith("//") else bare
    if "/l.php?" in bare or "google.com/url?" in bare:
        inner = _query(bare)
        return next((value for name in ("u", "q", "url") if (value := inner.get(name, "")).startswith("http")), bare)
    return bare


def platform_of(url: str) -> str | None:
    """The platform an address belongs to; None for other sites and for what is no address."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return None
    host = parts.hostname.lower().removeprefix("www.")
    if _NITTER.search(host) and "/status/" in parts.path:
        return "x"
    if host == "google.com" and parts.path.startswith("/maps"):
        return "maps"
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if found := _HOSTS.get(".".join(labels[start:])):
            return found
    return "mastodon" if _TOOT.search(parts.path) else None


def canonical(url: str) -> str:
    """The address of the post itself: no mobile host, no embed or player form, nothing of where the visitor came from."""
    url = unwrap(url)
    if url.startswith("at://"):
        return _bluesky(url)
    platform, parts = platform_of(url), _split(url)
    if platform is None or parts is None:
        return url
    shape = _SHAPES.get(platform)
    return shape(parts, url) if shape is not None else url


def is_post(url: str) -> bool:
    """Whether a canonical address names one post, video or track, and not an account or a home page."""
    platform = platform_of(url)
    return platform in _POST and _POST[platform].search(url) is not None


def identity(url: str) -> str:
    """What two addresses of one post have in common: a status number counts, not whose name or host stands before it."""
    found = _STATUS.search(url)
    return f"x {found[2]}" if found else re.sub(r"^https?://(?:www\.)?", "", unquote(url)).rstrip("/").lower()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None


def _query(url: str) -> dict[str, str]:
    parts = _split(url)
    try:
        return {name: values[0] for name, values in parse_qs(parts.query).items()} if parts else {}
    except ValueError:
        return {}


def _bare(parts: SplitResult, host: str = "") -> str:
    return f"https://{host or (parts.hostname or '').lower()}{parts.path}"


def _x(parts: SplitResult, url: str) -> str:
    query = _query(url)
    if "url" in query and "/status" in query["url"]:
        return canonical(query["url"])
    host = "twitter.com" if re.fullmatch(r"(?:\w+\.)?twitter\.com", (parts.hostname or "").lower()) else "x.com"
    found = _STATUS.search(f"{parts.path}#{parts.fragment}".replace("#!", "#!/"))
    if found:
        return f"https://{host}/{found[1]}/status/{found[2]}"
    if query.get("id", "").isdecimal():
        return f"https://{host}/i/status/{query['id']}"
    return _bare(parts, host)


def _facebook(parts: SplitResult, url: str) -> str:
    inner = _query(url).get("href", "")
    if "/plugins/" in parts.path and inner:
        return canonical(inner if "//" in inner else f"https://www.facebook.com/{inner.lstrip('/')}")
    host = (parts.hostname or "").lower()
    host = host if host in ("fb.watch", "fb.me") else "www.facebook.com"
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] in _FACEBOOK_KEPT]
    path = parts.path if parts.path != "/watch" or not kept else "/watch/"
    return f"https://{host}{path}" + (f"?{urlencode(kept)}" if kept else "")


def _instagram(parts: SplitResult, url: str) -> str:
    found = re.search(r"/(p|reels?|tv)/([\w-]+)", parts.path)
    return f"https://www.instagram.com/{found[1].removesuffix('s')}/{found[2]}/" if found else _bare(parts, "www.instagram.com")


def _telegram(parts: SplitResult, url: str) -> str:
    path = parts.path.removeprefix("/s/")
    return f"https://t.me/{path.lstrip('/')}" if not (parts.hostname or "").endswith("telegram.org") else url


def _youtube(parts: SplitResult, url: str) -> str:
    query = _query(url)
    found = _VIDEO_ID.search(parts.path)
    if parts.hostname == "youtu.be":
        found = re.match(r"/([\w-]{6,20})", parts.path)
    video = query.get("v") or (found[1] if found and found[1] not in ("videoseries", "live_stream") else None)
    if video:
        return f"https://www.youtube.com/watch?v={video}"
    if "list" in query:
        return f"https://www.youtube.com/playlist?list={query['list']}"
    if "channel" in query:
        return f"https://www.youtube.com/channel/{query['channel']}/live"
    return _bare(parts, "www.youtube.com")


def _dailymotion(parts: SplitResult, url: str) -> str:
    found = re.search(r"/video/([a-zA-Z0-9]+)", parts.path)
    short = parts.path.strip("/") if parts.hostname == "dai.ly" else None
    video = short or (found[1] if found else _query(url).get("video"))
    return f"https://www.dailymotion.com/video/{video}" if video else _bare(parts)


def _vimeo(parts: SplitResult, url: str) -> str:
    found = re.fullmatch(r"/video/(\d+)", parts.path)
    return f"https://vimeo.com/{found[1]}" if found else _bare(parts)


def _vk(parts: SplitResult, url: str) -> str:
    query = _query(url)
    return f"https://vk.com/video{query['oid']}_{query['id']}" if {"oid", "id"} <= query.keys() else _bare(parts)


def _inner(parts: SplitResult, url: str) -> str:
    """A viewer or a player around somebody else's address («…/gview?url=…», «w.soundcloud.com/player/?url=…»)."""
    query = _query(url)
    inner = query.get("url") or query.get("src") or ""
    if inner.startswith(("http", "//")):
        return canonical(inner)
    return url


def _bluesky(url: str) -> str:
    found = re.search(r"(did:[\w:.%-]+|[\w.-]+)/app\.bsky\.feed\.post/(\w+)", url)
    return f"https://bsky.app/profile/{found[1]}/post/{found[2]}" if found else url.partition("?")[0]


def _spotify(parts: SplitResult, url: str) -> str:
    return f"https://open.spotify.com{re.sub(r'^/(?:intl-[a-z]+/)?(?:embed(?:-podcast)?/)?', '/', parts.path)}"


def _pinterest(parts: SplitResult, url: str) -> str:
    pin = _query(url).get("id") or next(iter(re.findall(r"/pin/(\d+)", parts.path)), None)
    return f"https://www.pinterest.com/pin/{pin}/" if pin else _bare(parts)


_SHAPES: dict[str, Callable[[SplitResult, str], str]] = {
    "x": _x, "facebook": _facebook, "instagram": _instagram, "telegram": _telegram, "youtube": _youtube,
    "dailymotion": _dailymotion, "vimeo": _vimeo, "vk": _vk, "soundcloud": _inner, "document": _inner, "spotify": _spotify,
    "pinterest": _pinterest,
    "tiktok": lambda parts, _: _bare(parts, "" if (parts.hostname or "")[:3] in ("vm.", "vt.") else "www.tiktok.com"),
    "threads": lambda parts, _: _bare(parts).removesuffix("/").removesuffix("/embed"),
    "truthsocial": lambda parts, _: _bare(parts).removesuffix("/").removesuffix("/embed"),
    "mastodon": lambda parts, _: _bare(parts).removesuffix("/").removesuffix("/embed"),
    "bluesky": lambda parts, url: _bluesky(url) if "app.bsky.feed.post" in url else _bare(parts),
    "ok": lambda parts, _: _bare(parts, "ok.ru").replace("/videoembed/", "/video/"),
    "reddit": lambda parts, _: _bare(parts, "www.reddit.com"),
    "linkedin": lambda parts, _: _bare(parts, "www.linkedin.com").replace("/embed/feed/", "/feed/"),
    "apple_podcasts": lambda parts, url: url.replace("//embed.podcasts.", "//podcasts."),
    "rumble": lambda parts, _: _bare(parts),
    "flickr": lambda parts, _: _bare(parts),
    "infogram": lambda parts, _: _bare(parts),
    "flourish": lambda parts, _: _bare(parts).removesuffix("/").removesuffix("/embed"),
}  # fmt: skip
