"""What a watch asks, checked when it is made, and brought into the form in which all are asked at once (`news.watching`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, product
from math import prod
from typing import Any

from news import arabic
from news.article import Article
from news.watching import Document, Need, Watched
from storage.readers.refusal import Refused
from storage.searching import question, terms
from storage.searching.question import Part, Query
from storage.searching.search import ROLES, Filters

MOST_LISTS, MOST_NAMES, LONGEST_NAME = 20, 30, 100
MOST_FORMS = 64
"""Of one phrase, with every name in all its spellings."""
FILTERS = ("section", "tag", "author", "agency", "lang", "kind")
Aliases = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a watch asks for."""

    query: str = ""
    filters: Filters = field(default_factory=lambda: Filters(copies=True))
    """Without times; copies are found and counted always."""
    aliases: Aliases = ()
    """Lists of names each of which counts as any other of its list."""


def check(wish: Wish) -> None:
    """Raises Refused, with the place of the fault, for what would never be asked as it was meant."""
    if wrong := question.faults(wish.query):
        place, said = wrong[0]
        around = wish.query[max(0, place - 1) : place + 19]
        raise Refused(
            f"the question, at letter {place} («{around}»): {said}",
            field="query",
            code="question",
            place=place,
            around=around,
            why=said,
        )
    if wish.filters.since or wish.filters.until or wish.filters.url:
        raise Refused("a watch looks at what comes: it has no times and no address", field="filters", code="times")
    check_aliases(wish.aliases)
    made = compiled(0, wish)
    if not made.groups and not made.marks:
        said = "everything would be told: a watch needs a word that must be there, or a filter"
        raise Refused(said, field="query", code="everything")


def check_aliases(aliases: Aliases) -> None:
    """Raises Refused for lists of names that would do nothing, or too much."""
    if len(aliases) > MOST_LISTS or any(len(names) > MOST_NAMES for names in aliases):
        said = f"a watch has {MOST_LISTS} lists of names at most, of {MOST_NAMES} names each"
        raise Refused(said, field="aliases", code="many_names", lists=MOST_LISTS, names=MOST_NAMES)
    for names in aliases:
        folded = {tuple(arabic.words(name)) for name in names}
        if () in folded or any(len(name) > LONGEST_NAME for name in names):
            said = f"a name in «{_listed(names)}» has no letters, or more than {LONGEST_NAME}"
            raise Refused(said, field="aliases", code="bad_name", names=_listed(names), most=LONGEST_NAME)
        if len(folded) < 2:
            said = f"«{_listed(names)}»: a list of names has two at least that are not the same"
            raise Refused(said, field="aliases", code="lone_name", names=_listed(names))


def _listed(names: Sequence[str]) -> str:
    return "، ".join(names)[:80]


def parsed(wish: Wish) -> Query:
    """The question with every name in all its spellings. Raises Refused where that is too much."""
    lists = [tuple(dict.fromkeys(tuple(arabic.words(name)) for name in names)) for names in wish.aliases]
    asked = question.parse(wish.query)
    if not lists:
        return asked
    return Query(
        groups=tuple(tuple(dict.fromkeys(chain.from_iterable(_forms(part, lists) for part in group))) for group in asked.groups),
        without=tuple(dict.fromkeys(chain.from_iterable(_forms(part, lists) for part in asked.without))),
    )


def _forms(part: Part, lists: Sequence[tuple[tuple[str, ...], ...]]) -> Iterable[Part]:
    """The part as it is first; in a phrase each name in it has its other spellings."""
    choices: list[tuple[tuple[str, ...], ...]] = []
    at = 0
    while at < len(part.words):
        found = [(len(name), names) for names in lists for name in names if part.words[at : at + len(name)] == name]
        length, names = max(found, key=lambda one: one[0], default=(1, ()))
        own = part.words[at : at + length]
        choices.append((own, *(name for name in names if name != own)))
        at += length
    if prod(map(len, choices)) > MOST_FORMS:
        phrase = " ".join(part.words)[:80]
        said = f"«{phrase}» has more than {MOST_FORMS} spellings with these names"
        raise Refused(said, field="aliases", code="many_forms", words=phrase, most=MOST_FORMS)
    for chosen in product(*choices):
        words = tuple(chain.from_iterable(chosen))
        exact = part.exact or (words != part.words and len(words) > 1)
        yield Part(words=words, exact=exact, title=part.title)


def compiled(number: int, wish: Wish) -> Watched:
    """As `storage.searching.matching` would write it for an engine. Raises Refused."""
    query, filters = parsed(wish), wish.filters
    marks = [frozenset(f"outlet:{one}" for one in filters.outlets)] if filters.outlets else []
    marks += [frozenset({f"{name}:{value}"}) for name in ("lang", "kind") if (value := getattr(filters, name)) is not None]
    marks += [
        frozenset({f"{role}:{terms.folded_name(value)}"}) for role in ROLES if (value := getattr(filters, role)) is not None
    ]
    return Watched(
        number=number,
        groups=tuple(tuple(map(_need, group)) for group in query.groups),
        without=tuple(map(_need, query.without)),
        marks=tuple(marks),
    )


def _need(part: Part) -> Need:
    sign = terms.HEADLINE if part.title else ""
    found = (arabic.terms(word)[:1] if part.exact else arabic.query_terms(word) for word in part.words)
    return Need(
        terms=tuple(frozenset(sign + terms.index_term(term) for term in some) for some in found),
        phrase=f" {' '.join(part.words)} " if part.exact else None,
        title=part.title,
    )


def document(
    outlet: str, language: str | None, kind: str, words: tuple[str, str, str], names: Iterable[tuple[str, str]]
) -> Document:
    """An article as the tables have it. `words`: columns headline, body and stems of `terms`; `names`: (role, folded)."""
    headline, body, stems = words
    marks = {f"outlet:{outlet}", f"kind:{kind}", *(f"{role}:{folded}" for role, folded in names)}
    if language is not None:
        marks.add(f"lang:{language}")
    return Document(terms=frozenset(stems.split(" ")), headline=f" {headline} ", body=f" {body} ", marks=frozenset(marks))


def document_of_state(state: Mapping[str, Any]) -> Document:
    """The same of an earlier state (`storage.tables.Revision.state`)."""
    values: dict[str, Any] = {name: tuple(state[name]) for name in ("authors", "tags")}
    values |= {
        name: state[name] for name in ("outlet", "headline", "body", "standfirst", "language", "agency", "section", "kind")
    }
    article = Article(url="", canonical_url="", fetched=datetime.fromisoformat(state["fetched"]), **values)
    made = terms.values(article)
    words = (made["headline"], made["body"], made["stems"])
    return document(article.outlet, article.language, article.kind, words, terms.names(article))


def filters_json(filters: Filters) -> dict[str, Any]:
    """The filters that are set."""
    said: dict[str, Any] = {"outlets": list(filters.outlets)} if filters.outlets else {}
    return said | {name: value for name in FILTERS if (value := getattr(filters, name)) is not None}


def filters_of(said: dict[str, Any]) -> Filters:
    """As `filters_json` gave them."""
    return Filters(outlets=tuple(said.get("outlets", ())), copies=True, **{name: said.get(name) for name in FILTERS})
