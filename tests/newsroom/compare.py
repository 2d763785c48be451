"""An Article JSON beside the ground truth: what differs, key by key."""

from __future__ import annotations

from typing import Any

EXACT = ("headline", "body", "standfirst", "authors", "agency", "dateline", "section", "kind", "published", "canonical_url")


def differences(truth: dict[str, Any], got: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """key → (what it should be, what it is), for every key that is not right; empty for an article read without a fault.

    Tags may come in any order, feeds may add the section to them, and a post's address may carry tracking parameters.
    """
    wrong = {key: (truth[key], got[key]) for key in EXACT if truth[key] != got[key]}
    if set(got["tags"]) - {truth["section"]} != set(truth["tags"]):
        wrong["tags"] = (truth["tags"], got["tags"])
    image = got["image"] or {}
    if truth["picture"] and (truth["picture"]["caption"], truth["picture"]["credit"]) != (
        image.get("caption"),
        image.get("credit"),
    ):
        wrong["image"] = (truth["picture"], got["image"])
    if truth["embeds"] != [{**embed, "url": _bare(embed["url"])} for embed in got["embeds"]]:
        wrong["embeds"] = (truth["embeds"], got["embeds"])
    return wrong


def lost(truth: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Paragraphs of the article that its body does not hold, whole; a dateline may stand before the first."""
    return [paragraph for paragraph in truth["body"].split("\n\n") if paragraph not in got["body"]]


def leaked(truth: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Furniture lines of the page that stand in the article's body."""
    paragraphs = set(got["body"].split("\n\n"))
    return [line for line in truth["furniture"] if line in paragraphs]


def _bare(url: str | None) -> str | None:
    if url is None or "watch?v=" in url:
        return url
    return url.partition("?")[0]
