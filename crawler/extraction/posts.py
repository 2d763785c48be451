"""Posts of other platforms: what is kept of one, whose address it is, and how it ends when pasted as plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_ARCHIVE = re.compile(r"^(?:https?:)?//web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/")
_HOSTS: tuple[tuple[str, str], ...] = (
    ("twitter.com", "x"), ("x.com", "x"), ("facebook.com", "facebook"), ("fb.watch", "facebook"), ("instagram.com", "instagram"),
    ("t.me", "telegram"), ("telegram.me", "telegram"), ("telegram.org", "telegram"), ("youtube.com", "youtube"),
    ("youtu.be", "youtube"),
    ("youtube-nocookie.com", "youtube"), ("tiktok.com", "tiktok"), ("threads.net", "threads"), ("threads.com", "threads"),
    ("bsky.app", "bluesky"), ("soundcloud.com", "soundcloud"), ("dailymotion.com", "dailymotion"), ("vimeo.com", "vimeo"),
    ("reddit.com", "reddit"), ("spotify.com", "spotify"), ("ok.ru", "ok"), ("vk.com", "vk"), ("linkedin.com", "linkedin"),
    ("pinterest.com", "pinterest"), ("rumble.com", "rumble"), ("google.com", "google"), ("datawrapper.de", "datawrapper"),
    ("flourish.studio", "flourish"), ("infogram.com", "infogram"),
)  # fmt: skip
BARE = re.compile(
    r"^https?://(?:www\.|m\.|mobile\.)?(?:(?:twitter|x)\.com/\w+/status/\d+|(?:facebook\.com/\S+/(?:posts"
    r"|videos)/|fb\.watch/)\S+|instagram\.com/(?:p|reel|tv)/\S+|t\.me/\w+/\d+|youtu\.be/\S+"
    r"|youtube\.com/(?:watch|shorts)\S+|tiktok\.com/@\S+/video/\d+)\S*$"
)
TRAILER = re.compile(
    r"\s*(?:pic\.twitter\.com/\w+)?\s*[—–-]{1,2}\s*(?P<name>[^—\n]{1,120}?)\s*\((?P<handle>@\w{1,30})\)\s*(?P<date>[^\n]{4,40})?$"
)
POSTED_BY = re.compile(
    r"\s*(?:Posted by|Publiée? par|تم النشر بواسطة|نشره)\s+(?P<name>.{1,120}?)\s+(?:on|le|في)\s+(?P<date>.{6,60})$"
)
SHARED_BY = re.compile(
    r"(?:A (?:post|photo|video) shared by|تمت مشاركة منشور بواسطة)\s+(?P<name>.{1,120}?)(?:\s+on\s+(?P<date>.{6,60}))?$"
)
_HANDLE = re.compile(r"\(?(?P<handle>@[\w.]{1,40})\)?$")
SIGNED = re.compile(r"Posted by|Publi.e? par|shared by|بواسطة|نشره|\(@")
"""What every trailer holds; most lines hold none of it, and the patterns above are dear on a long paragraph."""
SEE_ON = re.compile(r"(?:View this (?:post|profile) on \w+|عرض هذا المنشور على \w+)\s*")
PICTURE = re.compile(r"\s*(?:https?://t\.co/\w+|pic\.twitter\.com/\w+)\s*")


@dataclass(slots=True)
class Cut:
    """An embed as read from the page, its date still as printed."""

    platform: str
    url: str | None = None
    author: str | None = None
    posted: str | None = None
    text: str | None = None


def unwrap(url: str) -> str:
    """The address inside a web archive's address; others as they are."""
    bare = _ARCHIVE.sub("", url.strip())
    return "https:" + bare if bare.startswith("//") else bare


def platform_of(url: str) -> str | None:
    """The platform an address belongs to; None for other sites and for what is no address."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    return next((name for domain, name in _HOSTS if host == domain or host.endswith("." + domain)), None)


def sign(embed: Cut, found: re.Match[str]) -> None:
    """Take author and date from a trailer: the author's name as shown; the handle only where no name stands."""
    parts = found.groupdict()
    name = (parts["name"] or "").strip(" \u200e\u200f")
    handle = _HANDLE.search(name)
    if handle:
        name = name[: handle.start()].strip() or handle["handle"]
    embed.author = name or parts.get("handle")
    embed.posted = (parts.get("date") or "").strip(" .") or embed.posted


def bare_address(line: str) -> Cut | None:
    """A paragraph that is nothing but the address of a post."""
    found = BARE.match(line)
    return Cut(platform_of(found[0]) or "iframe", found[0]) if found else None


def pasted(lines: list[str], at: int) -> tuple[Cut, int] | None:
    """A post pasted as plain paragraphs, recognised by its last line `lines[at]`; (embed, how many lines before it are its text).

    Of «Posted by NAME on DATE» exactly one paragraph above is the post. A trailer that has words of its own before it needs none.
    """
    line = lines[at]
    if not SIGNED.search(line):
        return None
    for pattern, platform in ((POSTED_BY, "facebook"), (SHARED_BY, "instagram"), (TRAILER, "x")):
        found = pattern.search(line)
        if found is None or (platform == "x" and not _is_tweet(found, line)):
            continue
        embed = Cut(platform)
        sign(embed, found)
        before = SEE_ON.sub("", PICTURE.sub(" ", line[: found.start()])).strip(" .·")
        if before:
            embed.text = before
            return embed, 0
        if platform == "instagram" or at == 0:
            return embed, 0
        embed.text = PICTURE.sub(" ", lines[at - 1]).strip()
        return embed, 1
    return None


def _is_tweet(found: re.Match[str], line: str) -> bool:
    """The dash alone is ordinary punctuation: a tweet's trailer has its picture's address or a date with a year."""
    return "pic.twitter.com/" in line or bool(re.search(r"\b(?:19|20)\d\d\b|[\u0660-\u0669]{4}", found["date"] or ""))
