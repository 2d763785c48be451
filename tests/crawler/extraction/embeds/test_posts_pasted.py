"""Posts pasted as plain paragraphs: which lines are theirs, what of them is the story's."""

# ruff: noqa: E501 - lines of a text read better unbroken

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.embeds import pasted
from crawler.extraction.embeds.pasted import Pasted
from crawler.extraction.embeds.signatures import Cut

STORY = "أعلنت البلدية صباح اليوم بدء أعمال الصيانة في الأحياء الشمالية."
MORE = "وأضافت البلدية أن العمل يستمر ثلاثة أسابيع."


def shape(found: list[Pasted], lines: list[str]) -> list[str]:
    """What of the lines stays in the story."""
    gone = {number: post for post in found for number in range(post.first, post.last + 1)}
    rows: list[str] = []
    for number, line in enumerate(lines):
        post = gone.get(number)
        rows.append(line if post is None else post.keep if post.at == number else "")
    return [row for row in rows if row]


CASES: dict[str, tuple[list[str], Cut]] = {
    "facebook": (
        ["قصف عنيف الآن", "Posted by درعا 24 on Saturday, September 4, 2021"],
        Cut("facebook", None, "درعا 24", "Saturday, September 4, 2021", "قصف عنيف الآن"),
    ),
    "facebook-arabic": (
        ["انقطاع الماء عن الحي", "تم النشر بواسطة لجنة الحي في الأحد، ٥ سبتمبر ٢٠٢١"],
        Cut("facebook", None, "لجنة الحي", "الأحد، ٥ سبتمبر ٢٠٢١", "انقطاع الماء عن الحي"),
    ),
    "facebook-french": (
        ["Coupure d'eau", "Publiée par Commune sur Dimanche 5 septembre 2021"],
        Cut("facebook", None, "Commune", "Dimanche 5 septembre 2021", "Coupure d'eau"),
    ),
    "facebook-announced-three-paragraphs": (
        ["ونشرت اللجنة على صفحتها في فيسبوك:", "إلى أهالي الحي", "ينقطع الماء غداً", "شكراً لتفهمكم", "Posted by لجنة الحي on Sunday, September 5, 2021"],
        Cut("facebook", None, "لجنة الحي", "Sunday, September 5, 2021", "إلى أهالي الحي\nينقطع الماء غداً\nشكراً لتفهمكم"),
    ),
    "facebook-hashtags-and-emoji": (
        ["🔴 عاجل من الحي", "#المدينة #الحي", "Posted by لجنة الحي on Sunday, September 5, 2021"],
        Cut("facebook", None, "لجنة الحي", "Sunday, September 5, 2021", "🔴 عاجل من الحي\n#المدينة #الحي"),
    ),
    "facebook-without-a-text-of-its-own": ([], Cut("facebook", None, "لجنة الحي", "Sunday, September 5, 2021")),
    "facebook-in-one-line": (
        ["انقطاع الماء عن الحي Posted by لجنة الحي on Sunday, September 5, 2021"],
        Cut("facebook", None, "لجنة الحي", "Sunday, September 5, 2021", "انقطاع الماء عن الحي"),
    ),
    "facebook-frame-title": (["لجنة الحي's Post"], Cut("facebook", None, "لجنة الحي")),
    "x-one-line": (
        ["مشاهد من الحي pic.twitter.com/OQOugo— خطاب (@khetab) November 29, 2024"],
        Cut("x", None, "خطاب", "November 29, 2024", "مشاهد من الحي"),
    ),
    "x-two-lines": (["نص التغريدة", "— خطاب (@khetab) 12 نوفمبر 2026"], Cut("x", None, "خطاب", "12 نوفمبر 2026", "نص التغريدة")),
    "x-three-lines": (
        ["نص التغريدة", "pic.twitter.com/abc123", "— خطاب (@khetab) November 22, 2026"],
        Cut("x", None, "خطاب", "November 22, 2026", "نص التغريدة"),
    ),
    "x-name-and-handle-parted": (
        ["نص التغريدة https://t.co/abc", "— خطاب", "(@khetab) November 22, 2026"],
        Cut("x", None, "خطاب", "November 22, 2026", "نص التغريدة"),
    ),
    "x-date-on-its-own": (
        ["نص التغريدة", "— خطاب (@khetab)", "١٢ تشرين الثاني ٢٠٢٦"],
        Cut("x", None, "خطاب", "١٢ تشرين الثاني ٢٠٢٦", "نص التغريدة"),
    ),
    "x-dual-month": (["نص", "— خطاب (@k) 12 نوفمبر/تشرين الثاني 2026"], Cut("x", None, "خطاب", "12 نوفمبر/تشرين الثاني 2026", "نص")),
    "x-with-its-address": (
        ["نص التغريدة", "— خطاب (@khetab) November 22, 2026", "https://twitter.com/khetab/status/5?s=20"],
        Cut("x", "https://twitter.com/khetab/status/5", "خطاب", "November 22, 2026", "نص التغريدة"),
    ),
    "x-page": (
        ["خطاب", "@khetab", "نص التغريدة", "9:25 AM · Jun 9, 2024 · 1.2M Views"],
        Cut("x", None, "خطاب", "Jun 9, 2024", "نص التغريدة"),
    ),
    "instagram": (["View this post on Instagram", "A post shared by مصوّر (@photog)"], Cut("instagram", None, "مصوّر")),
    "instagram-caption-between": (
        ["View this post on Instagram", "غروب في المدينة", "A post shared by مصوّر (@photog) on Nov 12, 2019 at 7:10am PST"],
        Cut("instagram", None, "مصوّر", "Nov 12, 2019 at 7:10am PST", "غروب في المدينة"),
    ),
    "instagram-glued": (["View this post on InstagramA post shared by مصوّر (@photog)"], Cut("instagram", None, "مصوّر")),
    "instagram-arabic": (["عرض هذا المنشور على Instagram", "تمت مشاركة منشور بواسطة مصوّر (@photog)"], Cut("instagram", None, "مصوّر")),
    "tiktok-one-line": (["@sahafi من السوق #سوق ♬ original sound - sahafi"], Cut("tiktok", None, "@sahafi", None, "من السوق #سوق")),
    "tiktok-three-lines": (["@sahafi", "من السوق اليوم", "♬ الصوت الأصلي - صحفي"], Cut("tiktok", None, "@sahafi", None, "من السوق اليوم")),
    "address": (["https://t.me/canal/55"], Cut("telegram", "https://t.me/canal/55")),
    "labelled-address": (["Embedded content: https://player.example/v/1"], Cut("iframe", "https://player.example/v/1")),
    "mirror-address": (["https://nitter.net/m/status/5#m"], Cut("x", "https://x.com/m/status/5")),
}  # fmt: skip
CASES["facebook-without-a-text-of-its-own"] = (
    ["Posted by لجنة الحي on Sunday, September 5, 2021"],
    CASES["facebook-without-a-text-of-its-own"][1],
)


@pytest.mark.parametrize(("rows", "wanted"), CASES.values(), ids=CASES)
def test_post_goes_whole_and_the_story_stays(rows: list[str], wanted: Cut) -> None:
    alone = wanted.text is None
    before = [STORY, MORE] if alone or not rows[0].startswith("ونشرت") else [STORY]
    lines = [*before, *rows, "وختم البيان بالدعوة إلى الهدوء.", "ويستمر العمل حتى آخر الشهر."]
    found = pasted.find(lines)
    assert [post.cut for post in found if post.cut] == [wanted]
    kept = [*before, *([rows[0]] if rows[0].startswith("ونشرت") else []), *lines[-2:]]
    left = shape(found, lines)
    assert left == kept


KEPT = {
    "glued-to-a-sentence": (
        "وقال الوزير على منصة إكس: «نعمل على الحل» — الوزير (@wazir) November 22, 2026",
        "وقال الوزير على منصة إكس: «نعمل على الحل»",
    ),
    "before-a-sentence": (
        "نص التغريدة — الوزير (@wazir) November 22, 2026 وأضاف مصدر في الوزارة أن العمل مستمر.",
        "وأضاف مصدر في الوزارة أن العمل مستمر.",
    ),
    "picture-in-a-sentence": ("نشر الناشطون صوراً من المكان pic.twitter.com/abc وتداولها كثيرون", "نشر الناشطون صوراً من المكان وتداولها كثيرون"),
    "shared-before-a-sentence": ("A post shared by مصوّر (@photog) وقال المصوّر إن الصورة قديمة", "وقال المصوّر إن الصورة قديمة"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "kept"), KEPT.values(), ids=KEPT)
def test_sentence_of_the_story_in_the_same_line_is_kept(line: str, kept: str) -> None:
    found = pasted.find([STORY, MORE, line, STORY, STORY])
    assert [post.keep for post in found] == [kept]
    assert len(found[0].gone) + len(kept) in range(len(line) - 3, len(line) + 1)
    assert (found[0].first, found[0].last) == (2, 2)


@pytest.mark.parametrize(
    "line",
    [
        "وكتب على منصة إكس: «لن نغادر»",
        "وقال الوزير — وهو عضو في الحزب (@) — إن الأمر انتهى",
        "التقى الوفد — برئاسة الوزير — مسؤولين في المدينة",
        "كتب على حسابه (@name) اليوم",
        "قال الوزير (@wazir) في 12 نوفمبر 2026 إن العمل مستمر",
        "وبحسب تقرير نشره موقع أخبار المدينة في 5 سبتمبر 2021 فإن العدد ارتفع",
        "تقرير نشره مركز الدراسات ارتفع بعده العدد",
        "a video posted by the ministry on September 4, 2021 shows the bridge",
        "The statement was Posted by the ministry on September 4, 2021",
        "The Washington Post's post",
        "قرار اتخذ بواسطة اللجنة في 5 سبتمبر 2021",
        "وتابع — بعد 12 نوفمبر 2026 — أن الأمر انتهى",
        "9:25 صباحاً · وصل الوفد إلى المدينة",
        "راجع الرابط https://t.me/canal/55 لمزيد من الصور",
        "https://outlet.example/reports/2024.pdf",
        "https://t.me/canal",
    ],
)
def test_what_is_no_post(line: str) -> None:
    assert pasted.find([STORY, MORE, line, STORY, STORY]) == []


def test_paragraph_that_goes_on_with_the_story_is_not_the_post() -> None:
    lines = [STORY, MORE, "Posted by لجنة الحي on Sunday, September 5, 2021", STORY]
    (post,) = pasted.find(lines)
    assert (post.first, post.cut and post.cut.text) == (2, None)


def test_paragraph_that_announces_the_post_is_not_the_post() -> None:
    lines = [STORY, "ونشرت اللجنة على صفحتها في فيسبوك صورة:", "Posted by لجنة الحي on Sunday, September 5, 2021", STORY]
    (post,) = pasted.find(lines)
    assert (post.first, post.cut and post.cut.text) == (2, None)


def test_byline_of_the_outlet_is_no_post() -> None:
    assert pasted.find(["Posted by admin on September 4, 2021", STORY, MORE, STORY]) == []
    assert pasted.find([STORY, MORE, "Posted by admin on September 4, 2021"]) == []


def test_lines_of_others_are_never_taken() -> None:
    found = pasted.find([STORY, None, "Posted by لجنة الحي on Sunday, September 5, 2021", STORY])
    assert [(post.first, post.last) for post in found] == [(2, 2)]


def test_two_posts_share_no_line() -> None:
    lines = [STORY, "الأول", "— خطاب (@k) November 22, 2026", "الثاني", "— خطاب (@k) November 23, 2026", STORY]
    assert [(post.first, post.last, post.cut and post.cut.text) for post in pasted.find(lines)] == [
        (1, 2, "الأول"),
        (3, 4, "الثاني"),
    ]


@given(st.lists(st.text(max_size=80) | st.sampled_from([rows[-1] for rows, _ in CASES.values()]), max_size=12))
def test_any_lines_have_an_answer(lines: list[str]) -> None:
    last = -1
    for post in pasted.find(lines):
        assert last < post.first <= post.at <= post.last < len(lines)
        last = post.last


def test_time_stamp_alone_goes_and_is_no_post() -> None:
    (post,) = pasted.find([STORY, MORE, "9:25 AM · Jun 9, 2024", STORY])
    assert (post.cut, post.first, post.last) == (None, 2, 2)


def test_picture_before_somebody_elses_trailer() -> None:
    lines = [STORY, "نشر الناشطون صوراً pic.twitter.com/abc اليوم", "وقال على منصة إكس: «نعم» — الوزير (@w) May 3, 2024", STORY]
    assert shape(pasted.find(lines), lines) == [STORY, "نشر الناشطون صوراً اليوم", "وقال على منصة إكس: «نعم»", STORY]
