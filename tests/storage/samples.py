"""Articles for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from news.article import Article, Embed, Entry, Image, Removed

FETCHED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

WIRE = """قال وزير الخارجية إن المحادثات بشأن ترسيم الحدود البحرية ستستأنف الأسبوع المقبل في الناقورة برعاية الأمم المتحدة.

وأضاف الوزير في مؤتمر صحافي عقده في بيروت أن الوفد اللبناني سيتمسك بحقه في الثروة النفطية ولن يتنازل عن أي شبر من مياهه.

وأوضح أن الوسيط الأميركي نقل اقتراحات جديدة إلى الجانبين خلال زيارته الأخيرة إلى المنطقة، وأن بيروت تدرسها قبل الرد عليها."""

WIRE_EDITED = WIRE.replace("في مؤتمر صحافي عقده في بيروت", "خلال لقاء مع الصحافيين")

OTHER = """أعلنت وزارة الصحة في الجزائر تسجيل انخفاض كبير في عدد الإصابات بالحصبة بعد حملة تلقيح واسعة شملت ولايات الجنوب كلها.

ودعت الوزارة الأولياء إلى استكمال جرعات أبنائهم قبل حلول فصل الشتاء مؤكدة أن اللقاح متوفر في جميع المراكز الصحية مجانا."""


def article(**values: Any) -> Article:
    """An article with a text of its own kind; `url` is also its canonical address unless that is named."""
    url = values.pop("url", "https://example.com/news/1")
    base = Article(
        outlet="example",
        url=url,
        canonical_url=url,
        headline="لبنان: استئناف محادثات ترسيم الحدود البحرية",
        body=WIRE,
        fetched=FETCHED,
    )
    return replace(base, **values)


def full() -> Article:
    """An article of which everything is known."""
    return article(
        standfirst="مقدمة الخبر",
        language="ar",
        authors=("أحمد محمّد", "سارة"),
        agency="رويترز + أ ف ب",
        dateline="بيروت",
        section="سياسة",
        tags=("لبنان", "الغاز"),
        published=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
        published_raw="22 تشرين الثاني 2026",
        published_evidence="jsonld",
        published_precision="minute",
        modified=datetime(2026, 11, 22, 8, 30, 1, 500_000, tzinfo=UTC),
        image=Image(url="https://example.com/i.jpg", caption="تعليق", credit="AA"),
        captions=("تعليق", "آخر"),
        embeds=(
            Embed(platform="x", url="https://x.com/1", author="@a", posted=FETCHED, text="نص", after_paragraph=1),
            Embed(platform="facebook", after_paragraph=2),
        ),
        removed=(Removed(text="تابعنا", reason="furniture:follow"),),
        kind="flash",
    )


def entry(number: int, **values: Any) -> Entry:
    return Entry(url=f"https://example.com/news/{number}", source="https://example.com/feed", **values)
