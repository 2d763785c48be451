"""Articles as lines: a list for people, a list for pipes, one article on a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from news.article import isotime
from reading import stories, terminal, worddiff
from reading.sheet import Sheet
from storage.corpus.dossier import Dossier, State
from storage.corpus.spread import Spread

Json = Mapping[str, Any]
_CHANGE = {
    "headline": "the headline changed",
    "content": "the text changed",
    "minor": "only marks and spelling changed",
    "gone": "the page was gone",
    "back": "the page was back",
}


def tab_lines(articles: Iterable[Json]) -> Iterator[str]:
    """One line an article for other programs: id, published (ISO 8601 UTC, may be empty), outlet, headline; tab-separated."""
    for article in articles:
        fields = (str(article["id"]), article["published"] or "", article["outlet"], terminal.inert(title(article)))
        yield "\t".join(fields)


def title(article: Json) -> str:
    """The headline, or the beginning of the text where the page gave none."""
    return article["headline"] or (article["body"] or "").split("\n", 1)[0] or article["canonical_url"]


def badge(article: Json) -> str:
    """«+3 copies» on the article that stands for a cluster, «copy of 41, 87%» on the others, empty outside any cluster."""
    cluster = article["cluster"]
    if not cluster:
        return ""
    if cluster["lead"] != article["id"]:
        return f"copy of {cluster['lead']}" + (f", {cluster['similarity']:.0%}" if cluster["similarity"] < 1 else "")
    more = cluster["size"] - 1
    return f"+{more} {'copy' if more == 1 else 'copies'}" if more > 0 else ""


def print_list(
    articles: Sequence[Json], names: Mapping[str, str], sheet: Sheet, spreads: Mapping[int, Spread] | None = None
) -> None:
    """The list for people: id, time, outlet, headline with its copies, and below a search's snippet and how a story spread.

    `spreads` by number of cluster; `names` of outlets by id.
    """
    shown = {article["id"]: names.get(article["outlet"], article["outlet"]) for article in articles}
    id_width = max((len(str(article["id"])) for article in articles), default=1)
    name_width = min(max((cell_len(terminal.inert(name)) for name in shown.values()), default=1), 18)
    margin = id_width + name_width + 23
    narrow = sheet.console.width - margin < 50  # beside the other columns a headline would be cut to a few words
    margin = 2 if narrow else margin
    for article in articles:
        head = Text(f"{article['id']:>{id_width}}", "cyan")
        head.append(f"  {_shown_time(article, sheet):<17}  ", "dim")
        head.append(terminal.cell(shown[article["id"]], name_width), "magenta")
        headline = _headline(article, sheet.console.width - margin)
        if narrow:
            sheet.line(head)
            sheet.line("  ", headline)
        else:
            sheet.line(head, "  ", headline)
        if article.get("snippet") and not article["snippet"]["text"].startswith(title(article)):
            sheet.line(" " * margin, _snippet(article["snippet"], sheet.console.width - margin))
        cluster = article["cluster"]
        if cluster and spreads and (spread := spreads.get(cluster["id"])) is not None:
            sheet.line(" " * margin, stories.line(spread, article, names, sheet), style="dim")


def _shown_time(article: Json, sheet: Sheet) -> str:
    if article["published"]:
        return " " + sheet.time(article["published"], precision=article["published_precision"])
    return f"~{sheet.time(article['first_seen'])}"  # the page prints no time: when we first saw it


def _headline(article: Json, width: int) -> Text:
    copies = badge(article)
    room = max(width - (len(copies) + 1 if copies else 0), 10)
    fitted = terminal.fit(title(article), room)
    line = Text(terminal.ISOLATE + fitted + terminal.RELEASE, "bold" if article["headline"] else "")
    if terminal.inert(article["headline"] or "") == article["headline"]:  # else the marks are of other characters
        for start, end in article.get("headline_marks", ()):
            line.stylize("underline", start + 1, min(end, len(fitted)) + 1)
    if article["status"] == "gone":
        line.stylize("strike")
    return line.append(f" {copies}", "not bold not strike yellow") if copies else line


def _snippet(snippet: Json, width: int) -> Text:
    """The snippet's words with the found ones bold; cut at the width, marks counted in characters of its text."""
    text: str = snippet["text"]
    line = Text(text, "dim")
    for start, end in snippet["marks"]:
        line.stylize("not dim bold", start, end)
    fitted = len(terminal.fit(text, width).removesuffix(terminal.ELLIPSIS)) if cell_len(text) > width else len(text)
    cut = line[:fitted] if fitted < len(text) else line
    return Text.assemble(terminal.ISOLATE, cut, "" if fitted == len(text) else terminal.ELLIPSIS, terminal.RELEASE)


def print_article(article: Json, dossier: Dossier, outlet: str, sheet: Sheet, *, removed: bool = False) -> None:
    """One article on a sheet: head, picture, body with its embeds as cards, foot."""
    _head(article, outlet, sheet)
    _picture(article, sheet)
    cards = sorted(article["embeds"], key=lambda embed: embed["after_paragraph"])
    paragraphs = [paragraph for paragraph in (article["body"] or "").split("\n\n") if paragraph]
    for number in range(len(paragraphs) + 1):
        if number:
            sheet.line()
            sheet.prose(paragraphs[number - 1])
        while cards and (cards[0]["after_paragraph"] <= number or number == len(paragraphs)):
            _card(cards.pop(0), sheet)
    _foot(article, dossier, sheet, removed=removed)


def _head(article: Json, outlet: str, sheet: Sheet) -> None:
    sheet.prose(title(article), style="bold")
    if article["standfirst"]:
        sheet.prose(article["standfirst"], style="italic")
    sheet.line()
    rows = [
        ("outlet", f"{sheet.foreign(outlet)} ({article['outlet']})"),
        ("published", _published(article, sheet)),
        ("modified", sheet.time(article["modified"]) if article["modified"] else ""),
        ("authors", "، ".join(map(sheet.foreign, article["authors"]))),
        ("agency", sheet.foreign(article["agency"] or "")),
        ("section", sheet.foreign(article["section"] or "")),
        ("tags", "، ".join(map(sheet.foreign, article["tags"]))),
        ("kind", article["kind"] if article["kind"] != "article" else ""),
        ("status", "gone from the site" if article["status"] == "gone" else ""),
        ("address", terminal.inert(article["canonical_url"])),
    ]
    for name, value in rows:
        if terminal.inert(value):
            sheet.line((f"{name:<10}", "dim"), value)


def _published(article: Json, sheet: Sheet) -> str:
    """When, and by what evidence: the words the page printed stand beside it."""
    if not article["published"]:
        return f"not printed; first seen {sheet.time(article['first_seen'])}"
    when = sheet.time(article["published"], precision=article["published_precision"])
    raw = f": {sheet.foreign(article['published_raw'])}" if article["published_raw"] else ""
    return f"{when} ({article['published_evidence']}{raw})"


def _picture(article: Json, sheet: Sheet) -> None:
    image = article["image"]
    captions = [caption for caption in article["captions"] if not image or caption != image["caption"]]
    if image and (image["caption"] or image["credit"]):
        credit = f" [{image['credit']}]" if image["credit"] else ""
        captions.insert(0, f"{image['caption'] or ''}{credit}".strip())
    if captions:
        sheet.line()
    for caption in captions:
        sheet.prose(caption, indent="▣ ", style="dim")


def _card(embed: Json, sheet: Sheet) -> None:
    """A foreign post, quiet beside the body: who, when, what, where."""
    facts = [embed["platform"], sheet.foreign(embed["author"]) if embed["author"] else ""]
    facts.append(sheet.time(embed["posted"]) if embed["posted"] else "")
    sheet.line()
    sheet.line("│ ", " · ".join(filter(None, facts)), style="dim")
    for paragraph in (embed["text"] or "").split("\n"):
        if paragraph.strip():
            sheet.prose(paragraph, indent="│ ", style="dim")
    if embed["url"]:
        sheet.line("│ ", terminal.inert(embed["url"]), style="dim")


def _foot(article: Json, dossier: Dossier, sheet: Sheet, *, removed: bool) -> None:
    sheet.line()
    taken = article["removed"]
    if taken and not removed:
        count = f"{len(taken)} lines" if len(taken) > 1 else "1 line"
        sheet.line(f"removed    {count} of the page's body; --removed shows what", style="dim")
    for line in taken if removed else ():
        sheet.prose(line["text"], indent=f"removed    {line['reason']}: ", style="dim")
    if dossier.spread is not None:
        sheet.line(f"{'story':<10} ", stories.summary(dossier.spread, article["id"], sheet), style="dim")
    for copy in dossier.copies:
        sheet.line(f"{'copy':<10} ", stories.copy_line(copy, dossier, sheet), style="dim")
    for seen in dossier.sightings:
        sheet.line(f"{'also at':<10} {terminal.inert(seen.url)}  seen {terminal.local(seen.when, sheet.zone)}", style="dim")
    for state in dossier.states if len(dossier.states) > 1 else ():
        what = _CHANGE.get(state.kind, state.kind) if state.kind else "first seen"
        sheet.line(f"{'revision':<10} {state.number}  {terminal.local(state.since, sheet.zone)}  {what}", style="dim")
    size = f"revision {article['revision']} · {article['word_count']} words"
    sheet.line(f"id {article['id']} · {size} · fetched {sheet.time(article['fetched'])}", style="dim")


def with_history(article: Json, dossier: Dossier) -> dict[str, Any]:
    """The Article JSON with `history`: every state, oldest first, with what made it and when it was first and last seen."""
    return {**article, "history": history(dossier.states)}


def history(states: Iterable[State]) -> list[dict[str, Any]]:
    """The states of an article as data."""
    return [
        {"revision": state.number, "kind": state.kind, "since": isotime(state.since), "fetched": isotime(state.fetched)}
        for state in states
    ]


def print_diff(old: Json, new: Json, sheet: Sheet) -> None:
    """What changed from one state of an article to another; paragraphs left alone are only counted."""
    dates = f"{sheet.time(old['fetched'])} → {sheet.time(new['fetched'])}"
    sheet.line(f"article {new['id']}: revision {old['revision']} → {new['revision']}, {dates}", style="dim")
    if old["status"] != new["status"]:
        sheet.line(f"{old['status']} → {new['status']}", style="yellow")
    for field in ("headline", "standfirst"):
        pieces = worddiff.line(old[field], new[field])
        if worddiff.changed(pieces):
            sheet.line()
            sheet.words(pieces)
    alone = 0
    for pieces in [*worddiff.paragraphs(old["body"] or "", new["body"] or ""), []]:
        if pieces and not worddiff.changed(pieces):
            alone += 1
            continue
        if alone:
            sheet.line()
            sheet.line(f"⋯ {alone} paragraph{'s' if alone > 1 else ''} as before", style="dim")
            alone = 0
        if pieces:
            sheet.line()
            sheet.words(pieces)


def diff_json(old: Json, new: Json) -> dict[str, Any]:
    """The same as data: `{"id", "from", "to", "headline": [{"change", "text"}], "standfirst": […], "body": [[…], …]}`."""
    return {
        "id": new["id"],
        "from": old["revision"],
        "to": new["revision"],
        "headline": [asdict(piece) for piece in worddiff.line(old["headline"], new["headline"])],
        "standfirst": [asdict(piece) for piece in worddiff.line(old["standfirst"], new["standfirst"])],
        "body": [[asdict(piece) for piece in pieces] for pieces in worddiff.paragraphs(old["body"] or "", new["body"] or "")],
    }
