"""A corpus to look at: a fortnight of invented news under the ids of outlets we ship, with wires, copies, edits, posts and runs.

`python -m tests.reading.web.filled FOLDER` makes it for `rasid serve` and for eyes; tests make a smaller one.
"""

from __future__ import annotations

import io
import random
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from news import listening, rhythm
from news.article import Article, Embed, Image, Removed
from storage import database as databases
from storage.corpus import articles, captures
from storage.crawls import health, outlet_state, runs
from storage.crawls.health import Health
from storage.database import Database
from storage.readers import watch_telling, watches
from storage.readers.watch_questions import Wish
from storage.readers.watch_telling import Telling
from storage.readers.watch_walk import Walker
from storage.searching.search import Filters
from tests.newsroom import articles as newsroom
from tests.newsroom.articles import Kind, Story

NOW = datetime(2026, 11, 22, 15, 40, tzinfo=UTC)
OUTLETS = (
    "aljazeera", "bbc-arabic", "aawsat", "alarabiya", "enabbaladi", "annahar", "almada", "masrawy", "hespress", "alghad",
    "france24-ar", "alquds-alarabi", "elkhabar", "arab48", "alkhaleej", "aa-ar",
)  # fmt: skip
MONTHS = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
REMOVED = (
    Removed(text="تابعونا على قناة التلغرام لآخر الأخبار", reason="furniture:follow"),
    Removed(text="اقرأ أيضا: أسعار الخبز ترتفع مجددا في الأسواق المحلية", reason="furniture:read_also"),
    Removed(text="مشاركة عبر WhatsApp", reason="furniture:share"),
    Removed(text="الأناضول", reason="credit"),
)
LONG = (
    "وزارة النقل تعلن خطة من ثلاث مراحل لإعادة تأهيل خط السكة الحديدية الواصل بين الميناء والعاصمة وتقول إن القطارات "
    "الجديدة من طراز CAF Civity 120 ستبلغ سرعة 160 كم/س قبل نهاية العام المقبل وإن الكلفة لن تتجاوز 1.2 مليار دولار"
)
MIXED = "شركة OpenAI تطلق نموذج GPT-6 وأسهم NVIDIA ترتفع 4.5% في بورصة New York"


def say(text: str) -> str:
    return re.sub(r"⟦(\d+)⟧", lambda match: MONTHS[int(match[1]) - 1], text)


def article(
    story: Story, outlet: str, published: datetime, *, lede: int = 0, cut: int = 0, headline: str | None = None
) -> Article:
    """The story as one outlet prints it."""
    body = [say(story.ledes[lede % len(story.ledes)]), *map(say, story.paragraphs[: len(story.paragraphs) - cut])]
    url = f"https://www.{outlet}.example/news/{published:%Y/%m/%d}/{story.seed}"
    return Article(
        outlet=outlet,
        url=url,
        canonical_url=url,
        headline=headline or say(story.headline),
        standfirst=say(story.standfirst) if story.standfirst and story.seed % 3 == 0 else None,
        body="\n\n".join(body),
        fetched=published + timedelta(minutes=6),
        language="ar",
        authors=story.authors,
        agency=story.agency,
        dateline=story.city,
        section=story.section,
        tags=story.tags,
        published=published,
        published_raw=f"{published.day} {MONTHS[published.month - 1]} {published.year} - {published:%H:%M}",
        published_evidence=("jsonld", "meta", "time")[story.seed % 3],  # type: ignore[arg-type]
        published_precision="minute",
        image=Image(
            url=f"https://cdn.{outlet}.example/{story.seed}.jpg", caption=say(story.captions[0]), credit=story.picture_credit
        )
        if story.captions
        else None,
        captions=tuple(map(say, story.captions)),
        embeds=tuple(
            Embed(
                platform=post.platform,
                url=post.url,
                author=post.author,
                posted=post.posted,
                text=say(post.text),
                after_paragraph=min(post.after_paragraph, len(body)),
            )
            for post in story.posts
        ),
        removed=REMOVED[: story.seed % 5],
        kind=story.kind,
    )


def fill(
    db: Database, *, stories: int = 90, now: datetime = NOW, archive: Path | None = None, outlets: Sequence[str] = OUTLETS
) -> None:
    """The same corpus each time, for the same `now`."""
    chance = random.Random(6)
    made: list[Article] = []
    for number in range(stories):
        hours = (number / stories) ** 1.6 * 24 * 13
        published = (now - timedelta(hours=hours, minutes=4 + chance.randrange(20))).replace(second=0, microsecond=0)
        wire = number % 4 == 1
        kind: Kind = "flash" if number % 13 == 6 else "video" if number % 17 == 9 else "article"
        story = newsroom.write(1000 + number, published, kind=kind, wire=wire)
        printing = chance.sample(
            list(outlets), chance.randint(3, min(14, len(outlets))) if number == 5 or (wire and number % 8 == 1) else 1
        )
        for place, outlet in enumerate(printing):
            late = timedelta(minutes=int(place**1.7 * 9))
            if published + late < now:
                headline = f"{say(story.headline)} — تفاصيل" if place % 3 == 2 else None
                made.append(
                    article(
                        story, outlet, published + late, lede=place // 3, cut=place % 3 if place > 1 else 0, headline=headline
                    )
                )
    made += _odd(now)
    made.sort(key=lambda one: one.fetched)
    _watch(db, now)
    day = made[0].fetched.date()
    walker = Walker(db)
    for one in made:
        if one.fetched.date() != day:
            walker.walk(datetime.combine(one.fetched.date(), time(), UTC))
            day = one.fetched.date()
        record(db, one)
    walker.walk(now - timedelta(minutes=2))
    _revise(db, made, now, archive)
    _crawls(db, now, chance, outlets)


def _watch(db: Database, now: datetime) -> None:
    """Watches of every kind: busy, silent, muted, off, with hours of their own, with a channel that fails."""
    begun = now - timedelta(days=15)

    def keep(name: str, query: str, *channels: str, own: Telling = watches.AS_THE_OPERATOR, **filters: object) -> int:
        names = (("وزارة", "وزير"),) if "وزارة" in query else ()
        wish = Wish(query=query, filters=Filters(copies=True, **filters), aliases=names)  # type: ignore[arg-type]
        with db.write() as session:
            return watches.add(session, name, wish, channels, begun, own).id

    night = watch_telling.telling("23:00-07:00", "daily 08:00", "Asia/Damascus")
    keep("الكهرباء والطاقة", "الكهرباء OR الطاقة", "ops", "desk")
    keep("وزارات وقرارات", "وزارة -رياضة", "desk", own=night)
    muted = keep("المدارس", "المدرسة OR الطلاب", "desk", own=watch_telling.telling("none", "hourly", "Africa/Cairo"))
    off = keep('"مجلس الأمن" في الجزيرة', '"مجلس الأمن"', outlets=("aljazeera", "bbc-arabic"))
    keep("GPT & OpenAI <b>", 'OpenAI OR "GPT-6"', "gone", kind="article", lang="ar")
    with db.write() as session:
        watches.change(session, muted, begun, muted_until=now + timedelta(hours=20))
        watches.change(session, off, begun, muted_until=watches.FOR_EVER)


def record(db: Database, one: Article, *, capture_id: int | None = None) -> int:
    with db.write() as session:
        return articles.record(
            session, one, link_id=None, capture_id=capture_id, run_id=None, now=one.fetched, source_url=None
        ).article_id


def _odd(now: datetime) -> list[Article]:
    """What a list must bear: a very long headline, mixed directions, no headline, a bare day, another language."""

    def one(number: int, minutes: int, **values: object) -> Article:
        url = f"https://www.odd.example/{number}"
        when = (now - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        given: dict[str, object] = {
            "outlet": "enabbaladi", "url": url, "canonical_url": url, "headline": f"خبر {number}", "body": f"متن الخبر {number}.",
            "fetched": when + timedelta(minutes=1), "language": "ar", "published": when, "published_precision": "minute",
            "published_evidence": "meta",
        }  # fmt: skip
        return Article(**(given | values))  # type: ignore[arg-type]

    return [
        one(1, 12, headline=LONG, body=f"{LONG}.\n\nوقال الوزير في مؤتمر صحفي إن المناقصة رقم RFP-2026/17 فُتحت أمس."),
        one(2, 21, outlet="aljazeera", headline=MIXED, section="تكنولوجيا",
            body="قالت الشركة في مدونتها (https://openai.example/blog) إن النموذج الجديد «أسرع بمرتين».\n\n"
            "The model, called GPT-6, is available today.\n\nوأضافت أن السعر 20$ شهريا، وأن النسخة 6.1 تصدر في Q1 2027."),
        one(3, 33, outlet="almada", headline=None, kind="flash", body="عاجل | وزارة الداخلية: انتهاء حظر التجول في المدينة"),
        one(4, 300, outlet="elkhabar", published=(now - timedelta(hours=5)).replace(hour=0, minute=0), published_precision="day",
            headline="بلدية العاصمة تفتح باب الاكتتاب على ٥٠٠ مسكن", body="فتحت البلدية باب الاكتتاب.\n\nوتستمر المهلة شهرا."),
        one(5, 48, outlet="france24-ar", language="en", headline="Cabinet approves the 2027 budget after a night-long session",
            body="The cabinet approved the budget early on Sunday.\n\nThe deficit is put at 4.1% of GDP."),
    ]  # fmt: skip


def _revise(db: Database, made: Sequence[Article], now: datetime, archive: Path | None) -> None:
    """One article is changed twice, and its page lies in the archive; another vanishes from its site."""
    first = next(one for one in reversed(made) if one.kind == "article" and len(one.paragraphs) > 4 and one.embeds)
    import dataclasses

    said = first.paragraphs
    grown = [said[0].replace("،", " بحسب مصادر محلية،", 1), *said[1:3], "وأضاف المصدر أن التحقيقات لا تزال جارية.", *said[3:]]
    values = {name.name: getattr(first, name.name) for name in dataclasses.fields(first) if name.init}
    later = Article(**values | {"body": "\n\n".join(grown), "fetched": first.fetched + timedelta(minutes=50)})
    headline = f"{first.headline} والسلطات تفتح تحقيقا"
    last = Article(
        **values | {"body": "\n\n".join(grown[:-1]), "headline": headline, "fetched": first.fetched + timedelta(minutes=120)}
    )
    record(db, later)
    kept = _capture(db, archive, last) if archive is not None else None
    record(db, last, capture_id=kept)


def _capture(db: Database, archive: Path, one: Article) -> int:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    html = f"<!doctype html><html lang=ar dir=rtl><title>{one.headline}</title><script>alert(1)</script><p>{one.body}".encode()
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(one.url, "response", payload=io.BytesIO(html), http_headers=head))
    archive.mkdir(parents=True, exist_ok=True)
    (archive / "filled.warc.gz").write_bytes(out.getvalue())
    with db.write() as session:
        return captures.add(
            session, run_id=None, outlet=one.outlet, url=one.url, file="filled.warc.gz", offset=0, length=len(out.getvalue()),
            status=200, content_type="text/html; charset=utf-8", fetched=one.fetched,
        )  # fmt: skip


def _crawls(db: Database, now: datetime, chance: random.Random, outlets: Sequence[str]) -> None:
    """Runs, states and judgements: most well, some not."""
    ill = {
        outlets[3]: ("blocked", "https://www.alarabiya.example/feed: HTTP 403 (2 sources)"),
        outlets[7 % len(outlets)]: ("layout changed", "dates missing in 18 of the last 20 articles (usually 1 in 20)"),
        outlets[9 % len(outlets)]: (
            "silent",
            "nothing new for 9 h; at this hour of a Sunday usually 3 an hour; about 11 articles should have come since",
        ),
    }
    with db.write() as session:
        for place, outlet in enumerate(outlets):
            for turn in range(4, 0, -1):
                begun = now - timedelta(minutes=15 * turn + place)
                number = runs.queue(session, outlet, "schedule" if turn > 1 else "manual", begun)
                runs.start(session, number, fence=1, now=begun)
                new = chance.randint(0, 6)
                runs.add(session, number, requests=4 + new, offered=40, known=40 - new, new=new)
                state, why = ("failed", "no source answered: timeout") if place == 3 and turn == 1 else ("finished", "")
                fetched = {"stored": max(new - 1, 0), "rejected": min(new, 1), "fetched": new, "unasked": -new}
                runs.add(session, number, reasons={"rejected:not_article": min(new, 1)} if new else None, **fetched)
                runs.finish(session, number, state=state, why=why, now=begun + timedelta(seconds=20 + 7 * new))  # type: ignore[arg-type]
                outlet_state.run_started(session, outlet, number, begun)
            name, reason = ill.get(outlet, ("ok", ""))
            due = now + timedelta(minutes=3 + place)
            outlet_state.run_closed(session, outlet, health=name, reason=reason, now=now, next_due_at=due, stored=1)
            state_row = outlet_state.row(session, outlet)
            state_row.enabled, state_row.memory = True, listening.to_json(_memory(now, chance))
        session.flush()
        last = {one.outlet: one.last_run_id for one in outlet_state.all_states(session).values()}
        health.write(
            session,
            [
                Health(
                    outlet=outlet,
                    state=name,
                    reason=reason,
                    since=now - timedelta(hours=7),
                    assessed_at=now,
                    run_id=last[outlet],
                    runs=4,
                )
                for outlet, (name, reason) in ill.items()
            ],
        )


def _memory(now: datetime, chance: random.Random) -> listening.Memory:
    """A newspaper that wakes at seven and rests on Friday."""
    zone = ZoneInfo("Asia/Damascus")
    begin = now - timedelta(days=28)
    known = rhythm.UNKNOWN
    for day in range(28):
        start = begin + timedelta(days=day)
        times = []
        for hour in range(24):
            local = (start + timedelta(hours=hour)).astimezone(zone)
            usual = 5.0 if 8 <= local.hour <= 14 else 3.0 if 15 <= local.hour <= 22 else 0.3
            usual *= 0.35 if local.weekday() == 4 else 1
            count = int(usual * chance.uniform(0.4, 1.6) + chance.random())
            times += [start + timedelta(hours=hour, minutes=chance.randrange(60)) for _ in range(count)]
        known = rhythm.observe(known, sorted(times), start + timedelta(days=1), zone, start)
    return listening.Memory(rhythm=known, heard_at=now)


def main(folder: Path) -> None:
    """Fill a data folder as of this minute."""
    folder.mkdir(parents=True, exist_ok=True)
    db = databases.open(f"sqlite:///{folder.absolute() / 'rasid.db'}", create=True)
    fill(db, now=datetime.now(UTC), archive=folder / "archive", stories=160)
    db.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
