"""What recurs in an outlet's articles: which of it is learned as furniture, and which is the articles' own."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news import lessons, recurring
from news.article import Article, Embed
from news.recurring import Learned, Piece, Window
from tests.newsroom import articles

DAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ABOUT = (
    "«مرافئ» منصة مستقلة تأسست قبل عشرة أعوام على يد جماعة من محبي القراءة، وتعيش من اشتراكات أصدقائها وحدهم؛ لا تقبل "
    "مالاً من حزب ولا من شركة، وتنشر كل ما يصلها بعد التدقيق فيه. من أراد الكتابة إليها أو تصويب خطأ فيها وجد عنوان هيئتها "
    "أسفل كل صفحة، ومن أراد دعمها وجد هناك أيضاً سبيل ذلك، ولها في كل شهر لقاء مفتوح مع قرائها تعلن موعده قبل أسبوع."
)
BACKGROUND = (
    "وتتصدر فرق الساحل ترتيب الدوري بعد أن فاز كل منها في معظم مبارياته على أرضه، فيما ينتظر الجمهور مباراة القمة "
    "في الجولة المقبلة التي يقودها حكم دولي."
)

Writer = Callable[[int, list[str]], list[str]]


def corpus(count: int, put: Writer, *, author: Callable[[int], str] = lambda number: f"كاتب {number % 9}") -> list[Piece]:
    """Unrelated stories, each with what `put` makes of its paragraphs."""
    found = []
    for number in range(count):
        story = articles.write(number * 7 + 3, DAY + timedelta(hours=number))
        lines = put(number, [story.ledes[0], *story.paragraphs])
        authors = frozenset((author(number),)) if author(number) else frozenset[str]()
        found.append(Piece(id=number + 1, story=-number - 1, headline=story.headline, lines=tuple(lines), authors=authors))
    return found


def learned(pieces: Sequence[Piece]) -> dict[str, str]:
    """Lines as printed → place."""
    window = Window()
    for piece in pieces:
        window.add(piece.id, [(recurring.digest(recurring.key(line)), False) for line in piece.lines])
    common = set(window.recurring())
    studies = {piece.id: lessons.study(piece, common) for piece in pieces}
    others = [studies[article] for article in recurring.evenly(window.articles, 24)]
    printed = {recurring.digest(recurring.key(line)): line for piece in pieces for line in piece.lines}
    return {printed[number]: place for number, place in lessons.learn(window, window.recurring(), studies, others).items()}


def last(*lines: str, every: int = 1, start: int = 0) -> Writer:
    """These lines at the end of each `every`-th article."""
    return lambda number, text: [*text, *lines] if number >= start and number % every == 0 else text


def first(line: str, *, every: int = 1) -> Writer:
    return lambda number, text: [line, *text] if number % every == 0 else text


def after(row: int, line: str, *, every: int = 1) -> Writer:
    return lambda number, text: [*text[:row], line, *text[row:]] if number % every == 0 else text


def roaming(line: str, *, every: int) -> Writer:
    """Inside, now here, now there."""
    return lambda number, text: (
        [*text[: (place := 1 + number // every % (len(text) - 1))], line, *text[place:]] if number % every == 0 else text
    )


def test_stories_by_themselves_teach_nothing() -> None:
    for count in (2, 3, 6, 12, 60):
        assert learned(corpus(count, last())) == {}


FURNITURE = {
    "two pages are enough at the end": (2, last("حمّل تطبيق مرافئ وكن أول العارفين")),
    "three pages": (3, last("حمّل تطبيق مرافئ وكن أول العارفين")),
    "three pages, inside": (3, after(2, "~ فاصل من شركاء مرافئ في النجاح ~")),
    "another language": (6, last("Merafi mobil programmasy: habarlary ilkinji bol!")),
    "a whole paragraph about us": (12, last(ABOUT)),
    "two lines": (12, last("نرحب بملاحظاتكم على هذا الخبر", "هاتف مرافئ 0112233")),
    "some of the pages only": (60, last("ساهم معنا في بناء أرشيف المدينة", every=4)),
    "a row of variants": (
        60,
        lambda number, text: [*text, f"{('قناتنا', 'صفحتنا', 'حسابنا', 'نشرتنا')[number % 4]} بانتظارك في كل حين"],
    ),
    "before the text": (12, first("مرافئ | نكتب لنبقى على صلة بكم")),
    "inside, of another script": (12, after(3, "REKLAMA")),
    "inside, twice in an article": (12, lambda number, text: [text[0], "فاصل", *text[1:3], "فاصل", *text[3:]]),
    "after a redesign": (60, last("بصيغة جديدة: أرسل رأيك إلى هيئة مرافئ", start=48)),
    "a box of links in few articles": (
        60,
        lambda number, text: [*text, "مجلس القراء 1", "https://t.me/merafi1", "مجلس القراء 2"] if number in {7, 31} else text,
    ),
    "a line with a colon at the end": (12, last("شاركوا أصدقاءكم ما قرأتم على:")),
}


@pytest.mark.parametrize("name", FURNITURE)
def test_furniture_is_learned_and_nothing_else(name: str) -> None:
    count, put = FURNITURE[name]
    plain = {line for piece in corpus(count, last()) for line in piece.lines}
    found = learned(corpus(count, put))
    added = {line for piece in corpus(count, put) for line in piece.lines} - plain
    assert set(found) == added


def football(number: int, text: list[str]) -> list[str]:
    """An agency's background under the reports of one matter, a fifth of all."""
    told = "فاز فريق الساحل في مباراة من الدوري على أرضه أمام جمهور كبير، وينتظر في الجولة المقبلة مباراة القمة التي يقودها حكم."
    return [f"{told} وقال اللاعب رقم {number}.", *text, BACKGROUND] if number % 5 == 0 else text


KEPT = {
    "a heading inside": (60, roaming("ماذا نعرف حتى الآن", every=2)),
    "a heading in every article": (12, after(2, "الصورة الأوسع")),
    "an introduction": (60, roaming("وأضاف في حديثه إلى الصحافيين:", every=2)),
    "the statement's text": (60, lambda number, text: [text[0], "وفيما يلي نص البيان:", *text[1:]] if number % 3 == 0 else text),
    "a standing expression": (20, last("والله من وراء القصد", every=2)),
    "a name below some": (60, last("ملاك الحسيني", every=5)),
    "a dateline on its own line": (12, first("دمشق - سانا")),
    "a place above the text": (60, first("حلب", every=3)),
    "a few closing sentences": (60, last("ولم يصدر تعليق رسمي على ذلك بعد.", every=20)),
    "an agency's background": (60, football),
    "one event's background in an outlet we know": (60, last("وكان الحريق قد اندلع فجر الأحد في سوق المدينة القديمة.", start=57)),
    "figures": (12, last("2026")),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_recurs_and_is_the_articles_own_stays(name: str) -> None:
    count, put = KEPT[name]
    assert learned(corpus(count, put)) == {}


@pytest.mark.parametrize("line", ["سلام على من اتبع الحرف", "إلى لقاء آخر مع حكايات الأسبوع"])
def test_a_columnists_greeting_is_kept_and_the_same_line_of_many_is_not(line: str) -> None:
    hers = lambda number: "ليلى" if number % 6 == 0 else f"كاتب {number % 9}"  # noqa: E731
    assert learned(corpus(60, last(line, every=6), author=hers)) == {}
    assert learned(corpus(60, first(line, every=6), author=hers)) == {}
    assert learned(corpus(60, last(line, every=6))) == {line: "tail"}


def test_an_outlet_of_one_author_says_nothing_of_greetings() -> None:
    line = "نسخة للطباعة من هذه الورقة"
    assert learned(corpus(12, last(line), author=lambda _: "ليلى")) == {line: "tail"}


def test_copies_and_versions_of_one_story_teach_nothing() -> None:
    story = articles.write(5, DAY)
    text = (story.ledes[0], *story.paragraphs)
    base = corpus(1, last())
    copies = [Piece(id=10 + n, story=4, headline=story.headline, lines=text) for n in range(6)]
    versions = [Piece(id=20 + n, story=-20 - n, headline=story.headline, lines=(*text[:4], f"زيادة {n}")) for n in range(6)]
    assert learned([*base, *copies]) == {}
    assert learned([*base, *versions]) == {}


@pytest.mark.parametrize("kind", ["toll", "rates"])
def test_the_standing_sentences_of_a_daily_story_teach_nothing(kind: articles.Kind) -> None:
    """They are reporting («وبحسب الوزارة …»), and all of one template, which counts as one article."""
    days = [articles.write(5, DAY + timedelta(days=number), kind=kind) for number in range(20)]
    standing = "وبحسب الوزارة لا يشمل هذا العدد من لم يصل إلى المستشفيات."
    daily = [
        Piece(id=100 + n, story=-100 - n, headline=story.headline, lines=(story.ledes[0], *story.paragraphs, standing))
        for n, story in enumerate(days)
    ]
    assert learned(daily) == {}
    assert learned([*corpus(20, last()), *daily]) == {}


def test_a_line_that_stopped_is_over_and_a_rare_one_is_not() -> None:
    def window(holding: Callable[[int], bool], count: int) -> Window:
        made = Window()
        for article in range(1, count + 1):
            made.add(article, [(77, True)] if holding(article) else [])
        return made

    assert lessons.is_over(77, window(lambda n: n <= 60, 95), 60)
    assert not lessons.is_over(77, window(lambda n: n <= 60, 85), 60)
    assert not lessons.is_over(77, window(lambda n: n % 15 == 0, 74), 5)
    assert lessons.is_over(77, window(lambda n: False, 300), 5)


def test_learned_lines_are_found_in_any_spelling_and_length() -> None:
    known = Learned(frozenset(map(recurring.key, ("تابع أخبار المرفأ معنا", ABOUT))))
    assert known.holds("تَابِعْ اخبار المرفأ، معنا!")
    assert known.holds(ABOUT + " ")
    assert not known.holds("تابع أخبار المرفأ معنا اليوم")
    assert not known.holds(ABOUT + " وأضاف.")
    assert not recurring.NOTHING.holds(ABOUT)
    assert pickle.loads(pickle.dumps(known)) == known


def test_taking_out_keeps_posts_where_they_stood() -> None:
    article = Article(
        outlet="a", url="u", canonical_url="u", headline="h", body="أول\n\nفاصل هنا\n\nثان\n\nفاصل هنا", fetched=DAY
    )
    article = replace(article, embeds=tuple(Embed(platform="x", after_paragraph=row) for row in range(5)))
    cleaned = recurring.without(article, Learned(frozenset(("فاصل هنا",))).reason)
    assert cleaned is not None
    assert cleaned.paragraphs == ["أول", "ثان"]
    assert [embed.after_paragraph for embed in cleaned.embeds] == [0, 1, 1, 2, 2]
    assert [(line.text, line.reason) for line in cleaned.removed] == [("فاصل هنا", "furniture:learned")] * 2
    assert recurring.without(cleaned, Learned(frozenset(("فاصل هنا",))).reason) is None
    assert recurring.without(article, lambda _: "furniture:learned") is None
