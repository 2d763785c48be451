"""Foreign posts: as the platforms' own mark-up, as a bare iframe, and as text somebody pasted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, Literal

from tests.newsroom.grammar import Facts, say

Platform = Literal["x", "facebook", "instagram", "youtube", "telegram"]
PLATFORMS: tuple[Platform, ...] = ("x", "facebook", "instagram", "youtube", "telegram")
ACCOUNTS = (
    ("درعا اليوم", "daratoday"),
    ("صوت المدينة", "citysound"),
    ("مرصد المتوسط", "medwatch"),
    ("شبكة الجزيرة الخضراء", "greenisle"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post and the place where it stands in the body."""

    platform: Platform
    key: str
    author: str
    handle: str
    posted: datetime
    text: str
    after_paragraph: int
    """How many paragraphs of the body stand before it."""

    @property
    def url(self) -> str:
        return {
            "x": f"https://twitter.com/{self.handle}/status/{self.key}",
            "facebook": f"https://www.facebook.com/{self.handle}/posts/{self.key}",
            "instagram": f"https://www.instagram.com/p/C{self.key[-10:]}/",
            "youtube": f"https://www.youtube.com/watch?v=v{self.key[-10:]}",
            "telegram": f"https://t.me/{self.handle}/{int(self.key) % 10000}",
        }[self.platform]

    @property
    def day(self) -> str:
        """The day as platforms print it, in English even on Arabic pages."""
        return f"{self.posted:%B} {self.posted.day}, {self.posted.year}"

    @property
    def weekday(self) -> str:
        return f"{self.posted:%A}, {self.day}"


def write_posts(lines: Sequence[str], facts: Facts, rng: random.Random, paragraphs: int) -> tuple[Post, ...]:
    """One or two posts, each after a different paragraph, never after the last."""
    count = min(rng.randint(1, 2), len(lines), max(paragraphs - 1, 0))
    places = sorted(rng.sample(range(1, paragraphs), count))
    posts = []
    for place, line in zip(places, rng.sample(lines, count), strict=True):
        name, handle = rng.choice(ACCOUNTS)
        posts.append(
            Post(
                platform=rng.choice(PLATFORMS),
                key=str(rng.randrange(10**17, 10**18)),
                author=name,
                handle=handle,
                posted=(facts.published - timedelta(days=rng.randint(0, 2))).replace(hour=0, minute=0, second=0, microsecond=0),
                text=say(line, facts, rng),
                after_paragraph=place,
            )
        )
    return tuple(posts)


def markup(post: Post) -> str:
    """The snippet the platform hands out for pasting into a page."""
    url, text, author = escape(post.url), escape(post.text), escape(post.author)
    if post.platform == "x":
        return (
            f'<blockquote class="twitter-tweet" data-lang="ar"><p lang="ar" dir="rtl">{text} '
            f'<a href="https://t.co/{post.key[:8]}">pic.twitter.com/{post.key[:10]}</a></p>&mdash; {author} (@{post.handle}) '
            f'<a href="{url}?ref_src=twsrc%5Etfw">{post.day}</a></blockquote>'
            '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'
        )
    if post.platform == "facebook":
        return (
            f'<div class="fb-post" data-href="{url}" data-width="500"><blockquote cite="{url}" class="fb-xfbml-parse-ignore">'
            f'<p>{text}</p>Posted by <a href="https://www.facebook.com/{post.handle}/">{author}</a> on&nbsp;'
            f'<a href="{url}">{post.weekday}</a></blockquote></div>'
        )
    if post.platform == "instagram":
        return (
            f'<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="{url}?utm_source=ig_embed">'
            f'<div><a href="{url}">View this post on Instagram</a><p><a href="{url}">{text}</a></p>'
            f"<p>A post shared by {author} (@{post.handle})</p></div></blockquote>"
            '<script async src="https://www.instagram.com/embed.js"></script>'
        )
    return iframe(post)


def iframe(post: Post) -> str:
    """The post as a frame of its own: nothing of its text stands in the page."""
    if post.platform == "youtube":
        key = post.url.partition("v=")[2]
        return (
            '<div class="video-container"><iframe width="560" height="315" title="YouTube video player" '
            f'src="https://www.youtube.com/embed/{key}?feature=oembed" allowfullscreen></iframe></div>'
        )
    if post.platform == "telegram":
        place = post.url.removeprefix("https://t.me/")
        return (
            '<script async src="https://telegram.org/js/telegram-widget.js?22" '
            f'data-telegram-post="{place}" data-width="100%"></script>'
        )
    return markup(post)


def visible(post: Post, form: Literal["markup", "iframe", "pasted"]) -> dict[str, Any]:
    """What a page in this form lets anybody know of the post; None for what it does not show."""
    known: dict[str, Any] = {"platform": post.platform, "url": post.url, "author": None, "posted": None, "text": None}
    if post.platform in {"youtube", "telegram"}:
        return known
    known["author"] = post.author
    if post.platform != "instagram":
        known |= {"posted": post.posted, "text": post.text}
    elif form != "pasted":
        known["text"] = post.text
    if form == "pasted":
        known["url"] = None
    return known


def pasted(post: Post) -> tuple[str, ...]:
    """The post as an editor leaves it who copies from the screen: lines of text, nothing marked."""
    return {
        "x": (f"{post.text} pic.twitter.com/{post.key[:10]}— {post.author} (@{post.handle}) {post.day}",),
        "facebook": (post.text, f"Posted by {post.author} on {post.weekday}"),
        "instagram": ("View this post on Instagram", f"A post shared by {post.author} (@{post.handle})"),
        "youtube": (f"شاهد على YouTube {post.url}",),
        "telegram": (post.url,),
    }[post.platform]
