"""Tells an outlet's edits from our own: what better rules, or learned furniture, took out was not taken out by the outlet."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from news import arabic, recurring
from news.article import Article


def as_read_now(stored: Article, fetched: Article) -> Article | None:
    """The stored article as its page would be read today, as far as `fetched`, a later reading of it, shows that.

    A line that stood in the stored text and is now among `removed` was taken out by us; one that was among `removed` and now
    stands in the text was given back by us; and where both readings hold the same words in all, text and `removed` together, only
    our cut differs. None where that explains nothing: what differs then is the outlet's doing.
    """
    if stored.body == fetched.body or stored.removed == fetched.removed:
        return None
    if _words(stored) == _words(fetched):
        return replace(stored, body=fetched.body, embeds=fetched.embeds, removed=fetched.removed)
    before = _without(fetched, _reasons(stored))
    if before is not None and before.body == stored.body:
        return replace(stored, body=fetched.body, embeds=fetched.embeds, removed=fetched.removed)
    return _without(stored, _reasons(fetched))


def _without(article: Article, reasons: dict[str, str]) -> Article | None:
    return recurring.without(article, lambda line: reasons.get(recurring.key(line))) if reasons else None


def _reasons(article: Article) -> dict[str, str]:
    """Why lines were taken out, by their comparing form; without those that stand in the text as well."""
    reasons = {recurring.key(line.text): line.reason for line in article.removed}
    for line in article.paragraphs if reasons else ():
        reasons.pop(recurring.key(line), None)
    reasons.pop("", None)
    return reasons


def _words(article: Article) -> Counter[str]:
    return Counter(arabic.words("\n".join([article.body, *(line.text for line in article.removed)])))
