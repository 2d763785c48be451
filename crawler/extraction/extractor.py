"""From a page to an article: one parse, one tree, each step in its own module, in this order.

bytes → text (charset) → tree → head, headline, marks → embeds out → pruned → body found and judged → is it an article? → lines
cleaned → Article. `extract` raises NotAnArticle and nothing else, for any bytes.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.extraction.body import bodytext, pruning
from crawler.extraction.body.bodytext import Body
from crawler.extraction.cleaning import assembly, lines
from crawler.extraction.cleaning.story import Cleaned, Known, Line
from crawler.extraction.embeds import cutting
from crawler.extraction.embeds.pasted import Cut
from crawler.extraction.gate import gate
from crawler.extraction.metadata import dating, evidence, filing, gathering, kinds, language, people, pictures, signoff
from crawler.extraction.metadata import headline as headlines
from crawler.extraction.metadata.gathering import Marks
from crawler.extraction.metadata.headline import Headline
from crawler.extraction.page import charset, scripted, tree
from crawler.extraction.page import head as heads
from crawler.extraction.page.head import Head
from crawler.extraction.page.tree import Element
from news import agencies, dates, links
from news.article import Article, Image, NotAnArticle, Page
from news.outlet import Outlet
from news.recurring import NOTHING, Learned

HEAD_REACH = 15
"""Elements before the headline and after the body in which the article's own date, byline and tags may stand."""
THIN = 40
"""Characters of text under which captions are what a page tells, and show where it ends."""
OPENING = 8
"""Blocks of the body among which the standfirst may stand."""


@dataclass(slots=True)
class _Read:
    """The page after reading, before the article is put together."""

    head: Head
    headline: Headline
    marks: Marks
    body: Body
    cuts: list[Cut]
    media: kinds.Media
    boxes: list[Element]
    """Boilerplate boxes cut from the article's neighbourhood."""
    start: int
    end: int
    signed: list[signoff.Signed]
    """Sign-offs at the story's foot."""


def extract(page: Page, outlet: Outlet, learned: Learned = NOTHING) -> Article:
    """The article of a page. Raises NotAnArticle with the reason; no other exception for any bytes."""
    collecting = gc.isenabled()
    gc.disable()  # it would look through the page's elements many times, a twentieth of the whole, and they go without it
    try:
        return _extract(page, outlet, learned)
    finally:
        if collecting:
            gc.enable()


def _extract(page: Page, outlet: Outlet, learned: Learned) -> Article:
    decoded = charset.decode(page.body, page.content_type)
    root = tree.parse(decoded.text, decoded.source)
    head = heads.read(root, _address(page.url), outlet)
    gate.refuse_address(head)
    scripted.fill(root, head)
    read = _read(root, head, outlet)
    found = _dates(read, page, outlet)
    # an address or a feed dates the article that was asked for, not the page that came
    shown = found.published is not None and found.evidence not in ("url", "feed")
    gate.challenge(head, read.headline, read.body, decoded.text, shown)
    verdict = gate.weigh(head, read.headline, read.body, outlet, page.entry, found.published is not None)
    if verdict.score < gate.THRESHOLD:
        raise NotAnArticle("not_article", ", ".join(verdict.reasons))
    known = _known(read, outlet, page.fetched)
    known.learned = learned
    cleaned = lines.clean(_lines(read), known)
    return _article(page, outlet, read, found, cleaned, known)


def extract_text(text: str, outlet: Outlet, *, url: str, fetched: datetime) -> Article:
    """The article of a text somebody else extracted: the same cleaning, and no headline, for none is marked.

    Raises NotAnArticle: empty, no_text, language.
    """
    if not text.strip():
        raise NotAnArticle("empty", "no text")
    rows = [Line(row) for raw in text.splitlines() if (row := tree.squeeze(raw))]
    known = Known(None, agencies.own_names(outlet.name_ar, outlet.name_en), [], [], _date_test(outlet, fetched))
    cleaned = lines.clean(rows, known)
    if not cleaned.paragraphs:
        raise NotAnArticle("no_text", "nothing but furniture")
    body = "\n\n".join(cleaned.paragraphs)
    image = None
    if cleaned.captions:
        caption, credit = pictures.split_credit(cleaned.captions[0])
        image = Image(url="", caption=caption or None, credit=credit)
    return Article(
        outlet=outlet.id,
        url=url,
        canonical_url=url,
        headline=None,
        body=body,
        fetched=fetched.astimezone(UTC),
        language=_language(body, outlet),
        authors=tuple(cleaned.authors),
        agency=" + ".join(dict.fromkeys(cleaned.origins)) or None,
        dateline=cleaned.dateline,
        image=image,
        captions=tuple(assembly.caption_texts(cleaned.captions)),
        embeds=assembly.embeds(cleaned, outlet, fetched),
        removed=tuple(cleaned.removed),
    )


def _address(url: str) -> str:
    try:
        return links.canonical(url) if url else ""
    except ValueError:
        return ""


def _read(root: Element, head: Head, outlet: Outlet) -> _Read:
    """Everything that needs the tree: what is read before the cutting, the cutting, and the body."""
    headline = headlines.find(root, head)
    body = root.find("body")
    body = root if body is None else body
    marks = gathering.gather(body)
    media = kinds.media(root, head, marks.galleries)
    cuts = cutting.cut(root, head.url, marks.embeds)
    pruning.outlet_rules(root, outlet.prune)
    pruning.silent(body)
    declared = marks.bodies()
    keep = [element for element in (headline.element, *declared) if element is not None]
    boxes = pruning.prune(body, keep, marks.suspects)
    standing = [(at, picture) for at, picture in marks.pictures if next(picture.iterancestors("body"), None) is not None]
    for _, caption in marks.captions:
        if caption.getparent() is not None and caption not in declared and len(tree.text_of(caption)) <= 600:
            caption.drop_tree()
    found = bodytext.find(body, headline.element, declared)
    bodytext.judge(found, head.url or None)
    media.inside = found.declared and next(found.container.iter("img", "amp-img"), None) is not None
    order = marks.order
    first = order.get(headline.element, -1) if headline.element is not None else -1
    inner = order.get(found.container, 0)
    start = (first if 0 <= first < inner else inner) - HEAD_REACH
    end = max((order.get(element, 0) for element in found.container.iter()), default=inner) + HEAD_REACH
    media.shown = kinds.count(gathering.within(standing, start + HEAD_REACH, end - HEAD_REACH))
    if found.weight < THIN:  # pictures alone
        end = pictures.run_end(marks.captions, end, HEAD_REACH)
    near = [box for box in boxes if start <= order.get(box, -1) <= end]
    signed = signoff.at_foot(found, near, order, head.own)
    return _Read(head, headline, marks, found, cuts, media, near, start, end, signed)


def _dates(read: _Read, page: Page, outlet: Outlet) -> dating.Dates:
    inner = read.marks.order.get(read.body.container, 0)
    before = gathering.within(read.marks.dated, read.start, inner)
    after = gathering.within(read.marks.dated, inner + 1, read.end)
    opening = list(itertools.takewhile(lambda block: len(block.text) <= 100, read.body.blocks))[:6]
    printed = [block.text for block in (*read.body.above, *read.body.lead, *opening) if block.text and len(block.text) <= 120]
    signed = [line.text for line in read.signed]
    return dating.read(read.head, before, printed, page.entry, outlet, page.fetched, after, signed)


def _date_test(outlet: Outlet, now: datetime) -> Callable[[str], bool]:
    return lambda text: (
        dates.read(text, now=now, timezone=outlet.timezone, country=outlet.country, locale=outlet.date_locale) is not None
    )


def _known(read: _Read, outlet: Outlet, now: datetime) -> Known:
    shown = pictures.captions(gathering.within(read.marks.captions, read.start, read.end))
    lead = read.body.lead
    under = [block.text for block in lead if pictures.is_under(block, read.body.container) or pictures.is_credit(block)]
    said = set(map(agencies.key, shown))
    shown += [text for text in under[: pictures.MAX_CAPTIONS] if agencies.key(text) not in said]
    return Known(
        read.headline.text,
        read.head.own,
        shown,
        read.cuts,
        _date_test(outlet, now),
        heads.descriptions(read.head),
        has_lead=bool(read.body.standfirst),
    )


def _lines(read: _Read) -> list[Line]:
    leading = [block for block in read.body.lead if block.embed is not None]
    return [
        Line(
            block.text,
            block.link_share,
            block.heading,
            block.embed,
            in_list=block.tag == "li",
            links=block.links,
            apart=number < OPENING and bodytext.is_apart(block),
            under_picture=pictures.is_under(block, read.body.container),
        )
        for number, block in enumerate((*leading, *read.body.blocks))
    ]


def _article(page: Page, outlet: Outlet, read: _Read, found: dating.Dates, cleaned: Cleaned, known: Known) -> Article:
    head = read.head
    headline = read.headline.text or (page.entry.headline if page.entry else None)
    standfirst = cleaned.standfirst or _standfirst(read, cleaned, headline)
    if not cleaned.paragraphs and standfirst:
        cleaned.paragraphs, standfirst = [standfirst], None
    body = "\n\n".join(cleaned.paragraphs)
    section = filing.section(head, read.marks, headline, read.start, read.end, read.body)
    kind = kinds.kind(read.media, head, headline, section, cleaned, gate.is_linked_list(read.body.blocks))
    if not body and (kind == "article" or not headline):
        raise NotAnArticle("no_text", "neither text nor video nor pictures")
    lines_, tag_lines = _bylines(read, cleaned), filing.tag_lines(cleaned.removed)
    people_, origin = people.authors(head, gathering.within(read.marks.bylines, read.start, read.end), lines_)
    people_ = people_ or cleaned.authors
    for block in read.body.below if not cleaned.origins else ():
        cleaned.origins += filter(None, [agencies.credit(block.text, head.own) if agencies.is_labelled(block.text) else None])
    said = set(map(agencies.key, known.captions))
    shown = [*known.captions, *(caption for caption in cleaned.captions if agencies.key(caption) not in said)]
    tags = filing.tags(
        head, read.marks, headline, body, read.start, read.end, lines=tag_lines, others=(section, *people_), found=read.body
    )
    near = pictures.near(read.marks.pictures, read.start, read.end, HEAD_REACH)
    article = Article(
        outlet=outlet.id,
        url=head.url,
        canonical_url=heads.canonical(head),
        headline=headline,
        body=body,
        fetched=page.fetched.astimezone(UTC),
        standfirst=standfirst,
        language=_language(f"{headline or ''}\n{standfirst or ''}\n{body}", outlet),
        authors=tuple(people_),
        agency=" + ".join(dict.fromkeys(cleaned.origins)) or origin,
        dateline=cleaned.dateline,
        section=section,
        tags=tags,
        published=found.published,
        published_raw=found.raw,
        published_evidence=found.evidence,
        published_precision=found.precision,
        modified=found.modified,
        image=pictures.image(head, near, shown, read.marks.pictures),
        captions=tuple(assembly.caption_texts(shown)),
        embeds=assembly.embeds(cleaned, outlet, page.fetched),
        removed=tuple(cleaned.removed + assembly.dropped(read.body.dropped, read.boxes)),
        kind=kind,
    )
    if evidence.asked():
        evidence.write(article, evidence.Heard(read, found, cleaned, lines_, tag_lines, page.entry))
    return article


def _bylines(read: _Read, cleaned: Cleaned) -> list[str]:
    """Lines that may name the authors: those between headline and body, bylines cut from the body, the dateline."""
    cut = [row.text for row in cleaned.removed if row.reason == "byline"]
    below = [block.text for block in read.body.below if people.byline(block.text, read.head.own)]  # Blogger: «مرسلة بواسطة …»
    own = read.head.own
    signed = [found.author for block in read.body.lead[:OPENING] if (found := signoff.read(block.text, own))]
    signed += [found.author for found in read.signed]
    plain = [*(block.text for block in read.body.lead), *cut, *below, *filter(None, [cleaned.dateline, *signed])]
    return [*plain, *signoff.linked(read.body.lead[:OPENING], own)]


def _language(text: str, outlet: Outlet) -> str | None:
    found = language.detect(text)
    if found is not None and outlet.languages and found not in outlet.languages:
        raise NotAnArticle("language", f"the text is {found}; the outlet publishes {', '.join(outlet.languages)}")
    return found


def _standfirst(read: _Read, cleaned: Cleaned, headline: str | None) -> str | None:
    """The lead set apart from the body, as one text; None where it repeats the headline or the body."""
    said = {agencies.key(text) for text in (headline or "", *cleaned.captions)}
    start = agencies.key(" ".join(cleaned.paragraphs[:2]))
    texts = [
        block.text
        for block in read.body.standfirst
        if agencies.key(block.text) not in said
        and agencies.key(block.text) not in start
        and people.byline(block.text, read.head.own) is None
    ]
    return "\n".join(texts) or None
