"""Whether two texts are one story: edited wire copy is, two stories of one template are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import copies, fingerprint, slots

SENTENCES = (
    "أعلنت هيئة الموانئ في مدينة الساحل افتتاح رصيف جديد للحاويات بطول 400 متر بعد أعمال دامت عامين.",
    "وقال مدير الهيئة في كلمة خلال الحفل إن الرصيف يستقبل السفن الكبيرة التي كانت تتجه إلى موانئ الجوار.",
    "وأضاف أن المشروع نفذته شركة محلية بتمويل من صندوق التنمية وبلغت كلفته نصف ما قدر له في البداية.",
    "وشهد الحفل حضور عدد من التجار وأصحاب شركات الشحن الذين طالبوا بخفض رسوم التخليص الجمركي.",
    "وتوقع خبراء أن ترتفع حركة البضائع في الميناء خلال الأشهر القادمة مع عودة الخطوط الملاحية المنتظمة.",
    "ويعد الميناء واحدا من أقدم موانئ المنطقة وقد توقف العمل في أجزاء منه سنوات طويلة بسبب نقص الصيانة.",
)
WIRE = "\n\n".join(SENTENCES)
HEADLINE = "افتتاح رصيف جديد للحاويات في ميناء الساحل"
AT = datetime(2026, 11, 22, 10, 2, tzinfo=UTC)
TOLL = (
    "لقي 31 شخصا حتفهم في حوادث المرور خلال الأسبوع الماضي بحسب حصيلة الحماية المدنية التي صدرت يوم الثلاثاء في العاصمة.\n\n"
    "ودعت المصالح نفسها السائقين إلى توخي الحيطة والحذر واحترام قواعد السلامة المرورية على الطرق السريعة والجبلية.\n\n"
    "وتنظم الحماية المدنية حملات توعية في المدارس ومحطات المسافرين على مدار السنة للحد من هذه الحوادث."
)
TRIAL = (
    "قررت محكمة الجنايات تأجيل محاكمة المتهم قسطنطين المعري إلى الشهر القادم لاستكمال سماع الشهود ومرافعة الدفاع.\n\n"
    "ووجهت النيابة إلى المتهم تهم الاختلاس وإساءة استعمال السلطة والإضرار العمدي بالمال العام وأنكر ما نسب إليه."
)


def told(body: str, **values: object) -> copies.Story:
    given: dict[str, object] = {"outlet": "one", "headline": HEADLINE, "body": body}
    return copies.story(**(given | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "edited",
    [
        f"الساحل (رويترز) - {WIRE}",
        f"{WIRE} (أ ف ب)",
        f"{WIRE}\n\nالمصدر: وكالات",
        "\n\n".join(["كشف مصدر مطلع لصحيفتنا تفاصيل تتعلق بمشروع انتظره أهل المدينة منذ زمن بعيد.", *SENTENCES[1:]]),
        "\n\n".join(SENTENCES[:3]),
        "\n\n".join(SENTENCES[:2]),
        "\n\n".join((SENTENCES[0], *SENTENCES[4:])),
        WIRE.replace("الهيئة", "الهيئه").replace("أضاف", "اضاف").replace("مدير", "مُديرُ"),
        "\n\n".join((SENTENCES[0], *reversed(SENTENCES[1:]))),
        f"{WIRE}\n\nوقال سكان من الحي القريب لمراسلنا إنهم يأملون أن يوفر الرصيف فرص عمل لأبنائهم في المدينة.",
        WIRE.replace("وقال", "وأوضح").replace("عدد من", "جمع من"),
        f"{TOLL}\n\n{WIRE}",
    ],
    ids=[
        "dateline", "trailing credit", "credit line", "new lede", "half", "a third", "without the middle", "spelling", "other order",  # noqa: E501
        "local paragraph", "other verbs", "behind another wire",
    ],
)  # fmt: skip
def test_edited_copy_is_recognised(edited: str) -> None:
    one, other = told(WIRE), told(edited, outlet="two", headline="عنوان لا يشبه الأول في شيء")
    assert copies.is_copy(one, other)
    assert copies.is_copy(other, one)


@pytest.mark.parametrize(
    ("text", "old", "new", "why"),
    [
        (TOLL, "31 شخصا", "27 شخصا", "numbers"),
        (TOLL, "31 شخصا", "سبعة أشخاص", "numbers"),
        (TOLL.replace("31 شخصا", "أربعة أشخاص"), "أربعة أشخاص", "شخصين", "numbers"),
        (TOLL, "الثلاثاء", "الخميس", "numbers"),
        (TOLL, "العاصمة", "وهران", "names"),
        (TRIAL, "قسطنطين المعري", "شمعون الديراني", "names"),
        (TRIAL, "الشهر القادم", "الشهر القادم", None),
    ],
    ids=["number", "number in words", "dual", "weekday", "place", "person", "the same"],
)
def test_stories_of_one_template_differ_in_a_slot(text: str, old: str, new: str, why: str | None) -> None:
    text = text.replace("العاصمة", "طنجة") if why == "names" else text
    old = "طنجة" if old == "العاصمة" else old
    likeness = copies.compare(told(text), told(text.replace(old, new), outlet="two"))
    assert likeness.apart == why
    assert likeness.jaccard > 0.5 or text == TOLL.replace("31 شخصا", "أربعة أشخاص")


def test_a_headline_may_hold_the_slot() -> None:
    one, other = (told(WIRE, headline=f"أسعار الذهب والفضة يوم {day}", outlet=day) for day in ("الأحد", "الاثنين"))
    assert copies.compare(one, other).apart == "numbers"


LONG = "\n\n".join([WIRE, *(line.replace("الميناء", "المرفأ").replace("أن", "بأن") for line in SENTENCES[1:])])


@pytest.mark.parametrize(
    ("outlet", "later", "same"),
    [("two", timedelta(minutes=40), True), ("two", timedelta(hours=20), False), ("one", timedelta(minutes=40), False)],
    ids=["elsewhere, soon", "elsewhere, a day later", "same outlet"],
)
def test_a_toll_that_rises_is_an_update_only_soon_and_elsewhere(outlet: str, later: timedelta, same: bool) -> None:
    one = told(LONG, published=AT)
    other = told(LONG.replace("400 متر", "420 متر"), outlet=outlet, published=AT + later)
    assert copies.is_copy(one, other) is same


def test_a_short_background_is_no_copy() -> None:
    background = "\n\n".join(SENTENCES[4:])
    one = told(f"{TOLL}\n\n{background}")
    other = told(f"{TRIAL}\n\n{background}", outlet="two")
    assert not copies.is_copy(one, other)


def test_sentences_that_everybody_prints_do_not_count() -> None:
    footer = SENTENCES[2:]
    one, other = (
        told("\n\n".join([*head, *footer]), outlet=name, headline=name)
        for name, head in (("a", SENTENCES[:1]), ("b", [TRIAL.partition("\n")[0]]))
    )
    assert copies.is_copy(one, other)
    common = {fingerprint.anchor(sentence) for sentence in told("\n\n".join(footer)).sentences}
    assert not copies.is_copy(one, other, common=common)


def test_one_outlet_prints_its_background_again() -> None:
    body = "\n\n".join([*SENTENCES[:1], *SENTENCES[2:]])
    later = "\n\n".join(["نفت هيئة الموانئ وجود أي خلاف مع الشركات الأجنبية العاملة في القطاع الخاص هذا الشهر.", *SENTENCES[2:]])
    assert copies.is_copy(told(body), told(later, outlet="two"))
    assert not copies.is_copy(told(body), told(later))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("غوتيريش", "جوتيريس", True), ("زيلينسكي", "زلنسكي", True), ("ماكرون", "مكرون", True), ("بايدن", "بايدين", True),
        ("الهلال", "الزمالك", False), ("حلب", "حمص", False), ("محمد", "محمود", True), ("سمير", "كمال", False),
    ],
)  # fmt: skip
def test_spellings_of_a_name(a: str, b: str, same: bool) -> None:
    assert slots.near(a, b) is same


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("22 نوفمبر", ["22", "11"]), ("تشرين الثاني", ["11"]), ("وثلاثه قتلي", ["3"]), ("يوم الاحد", ["w6"]), ("لا ارقام", []),
        ("خمسه وعشرين", ["5", "20"]),
    ],
)  # fmt: skip
def test_numbers_in_one_spelling(words: str, expected: list[str]) -> None:
    assert slots.numbers(tuple(words.split())) == expected


@given(st.text(), st.text())
def test_any_two_texts(one: str, other: str) -> None:
    a, b = told(one, headline=None), told(other, outlet="two", headline=other[:40])
    assert copies.is_copy(a, b) == copies.is_copy(b, a) or copies.compare(a, b).apart != copies.compare(b, a).apart
    assert 0 <= copies.compare(a, b).jaccard <= 1
