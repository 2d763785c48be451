"""For every group of furniture: lines that must go, in any spelling, and true reporting that starts alike and must stay."""

# ruff: noqa: E501 - lines of a text read better unbroken

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import furniture

GOES: dict[str, list[str]] = {
    "follow": [
        "تابعنا على فيسبوك وتويتر", "تابعونا عبر حساباتنا على وسائل التواصل الاجتماعي", "تابع قناة المدينة الآن على الواتساب", "تابعوا آخر أخبار المدينة عبر غوغل نيوز",
        "تابعوا آخر أخبارنا أولاً بأول", "يمكنكم متابعة أخبارنا عبر قناتنا على تلغرام", "يمكنكم متابعتنا على يوتيوب", "لمزيد من الأخبار زوروا موقعنا الإلكتروني",
        "حمّل تطبيقنا من غوغل بلاي", "حملوا تطبيق المدينة من متجر آبل", "انضم لقناتنا على الواتس اب", "انضموا إلى قناتنا على تيليجرام لمتابعة كل جديد", "للاشتراك في قناتنا على تلغرام اضغط هنا",
        "اشترك في قناتنا على يوتيوب وفعّل الجرس", "لا تنسوا الاشتراك في قناتنا", "تابع أخبار المدينة على نبض", "للإعلان معنا: 0599000000", "كن أول من يعلم", "تفعيل الإشعارات",
        "Follow us on Google News", "Suivez-nous sur Facebook", "Download our app", "https://www.facebook.com/outlet", "للتواصل معنا عبر واتساب 0599000000", "تابعنا على : ", "Tweets by outlet",
        "ليصلك كل جديد اشترك في قناتنا على تلغرام", "لمتابعة آخر الأخبار عبر تطبيق نبض",
    ],
    "read_also": [
        "اقرأ أيضاً", "إقرأ أيضا ..", "اقرأ/ي أيضاً: عنوان خبر آخر من الموقع", "اقرأ أيضا | عنوان خبر آخر", "نرشح لك: عنوان خبر آخر", "موضوعات قد تهمك", "قد يهمك أيضا", "اقرأ المزيد من المدينة نيوز", "إقرأ أيضا من جريدة المدينة",
        "مقالات ذات صلة", "أخبار ذات علاقة", "طالع أيضا: عنوان", "شاهد أيضاً: فيديو من المكان", "قصص مقترحة", "اخترنا لكم", "من نفس القسم", "المقال السابق", "لقراءة الخبر كاملا اضغط هنا", "لمشاهدة الفيديو.. اضغط هنا",
        "Read next", "Read also: another story", "You may also like", "Lire aussi : un autre titre", "À lire aussi", "A lire également", "Sur le même sujet", "İlgili haberler", "بیشتر بخوانید",
    ],
    "most_read": ["الأكثر قراءة", "الأكثر قراءة نهاية", "الأكثر تصفحاً", "الأكثر رواجاً", "رائج الآن", "آخر الأخبار", "أهم المواضيع", "Most read", "Trending now", "Les plus lus", "Son dakika"],
    "share": [
        "شارك هذا الموضوع:", "شارك الخبر على:", "شارك المقال", "شارك برأيك", "مشاركة عبر فيسبوك", "أرسل إلى صديق", "نسخة للطباعة", "كود التضمين", "رابط مختصر: https://outlet.example/?p=1", "تم نسخ الرابط", "النقر للمشاركة على تويتر (فتح في نافذة جديدة)",
        "Share this article", "Click to share on Facebook (Opens in new window)", "Partager", "Partager sur Facebook", "Copier le lien", "فيسبوك تويتر واتساب", "Paylaş",
    ],
    "listen": ["استمع إلى المقال", "مدة القراءة: 3 دقائق", "3 دقائق قراءة", "5 min read", "عدد المشاهدات: 123", "المشاهدات: ١٬٢٣٤", "حجم الخط", "أ+ أ-", "Listen to this article", "Lecture 3 min"],
    "newsletter": ["النشرة البريدية", "اشترك في قائمتنا البريدية للحصول على التحديثات", "اشترك في النشرة الإخبارية ليصلك كل جديد", "أدخل بريدك الإلكتروني", "Subscribe to our newsletter", "Abonnez-vous à notre newsletter", "Sign up"],
    "advertisement": ["إعلان", "إعلان بين الفقرات", "محتوى ممول", "يستمر العرض بعد الإعلان", "Advertisement", "Publicité", "La suite après la publicité", "Reklam"],
    "keywords": ["الوسوم", "الوسوم: المدينة، البلدية", "الكلمات الدلالية: المدينة", "#المدينة #البلدية #الصيانة", "Tags: city", "Mots-clés : ville"],
    "comments": ["التعليقات (3)", "اترك تعليقاً إلغاء الرد", "لا توجد تعليقات", "كن أول من يعلق", "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", "التعليقات المنشورة تعبر عن آراء أصحابها", "عذراً التعليقات مغلقة", "Leave a comment", "Laisser un commentaire"],
    "legal": ["جميع الحقوق محفوظة © 2026", "Copyright © 2026 City News. All rights reserved.", "الآراء الواردة في هذا المقال لا تعبر بالضرورة عن رأي الموقع", "نستخدم ملفات تعريف الارتباط لتحسين تجربتك", "We use cookies to improve your experience", "سياسة الخصوصية"],
    "support": ["ادعمنا", "ادعم الصحافة المستقلة", "ساهم معنا", "Support us"],
    "paywall": ["هذا المحتوى للمشتركين فقط", "لمتابعة القراءة سجل الدخول", "Subscribe to continue reading", "Article réservé aux abonnés"],
    "stamp": ["آخر تحديث: 22 نوفمبر 2026 - 14:30", "آخر تحديث منذ 3 ساعات", "Last updated: November 22, 2026", "Mis à jour le 22 11 2026"],
    "masthead": ["رئيس التحرير : أحمد علي", "كلمة رئيس التحرير", "العدد 1234", "Editor in chief: Sam Doe"],
    "chrome": ["عاجل", "المزيد", "أكمل القراءة", "عذراً، متصفحك لا يدعم تشغيل الفيديو", "ظهرت المقالة عنوان الخبر أولاً على المدينة نيوز.", "The post A story appeared first on City News.", "Back to top", "زر الذهاب إلى الأعلى"],
    "embed_remnant": ["VIEW IN TELEGRAM", "Please open Telegram to view this post", "View this post on Instagram", "All reactions: 994 comments", "10 Likes", "1.2K Views", "Like Comment Share", "See more", "شاهد على YouTube", "٣٢ إعجاب", "Repost", "12 ردود 5 مشاركات"],
}  # fmt: skip

STAYS: dict[str, list[str]] = {
    "follow": [
        "تابعنا التطورات من داخل المدينة", "تابعنا عبر المناظير حركة القوات على التلال", "تابعوا المباراة في المقاهي حتى منتصف الليل", "تابع الوزير سير العمل في المشروع", "تابع قناة السويس عبور السفن",
        "تابع رئيس الوزراء الحادث عبر تويتر", "انضم إلى الجيش قبل عامين", "انضموا إلى الاحتجاجات في الساحة", "انضم إلى قناتنا المذيع الشاب", "لمتابعة الملف التقى الوزير نظيره عبر تطبيق زووم", "لمتابعة أخبار ذويهم استخدم السكان تلغرام", "حمل التطبيق اسم المدينة",
        "حملوا السلاح في وجه القوات", "للمزيد من التفاصيل حول الحادثة قال الناطق إن التحقيق مستمر", "لمزيد من الأخبار السارة ينتظر الأهالي نهاية الشهر", "يمكنكم متابعة المباراة من المدرجات", "كن أول من يغادر المبنى عند الخطر", "للاشتراك في الدورة شرطان", "لا تنسوا أن الحرب لم تنته", "Follow the money, the judge said",
        "Download speeds fell by half", "تواصل معنا أحد السكان وأبلغنا بالحادثة", "زوروا المدينة ثلاث مرات هذا العام", "نبض الشارع يتغير", "https://outlet.example/report.pdf",
    ],
    "read_also": [
        "اقرأ القاضي الحكم على المتهم", "اقرأ المزيد من الكتب قبل أن تكتب، قال الأديب لطلابه في المحاضرة", "شاهد عيان: مدرعات في المدينة", "شاهد أيضاً ثلاثة جرحى ينقلون إلى المستشفى", "طالع الرئيس تقريراً عن الأوضاع", "رسائل غير مفهومة وغير ذات صلة", "المزيد من القتلى تحت الأنقاض", "قد يهمك الأمر أكثر مما تظن",
        "المقال السابق للكاتب أثار جدلاً", "الخبر التالي كان أشد وقعاً على الأسرة", "للمزيد من التفاصيل حول الحادثة قال الناطق إن التحقيق مستمر", "لقراءة الفاتحة وقف الحضور", "Related charges were dropped", "Read more books, the minister urged pupils", "Lire aussi vite est un don", "من نفس القسم تخرج الطبيبان",
    ],
    "most_read": ["الهجوم الأكثر دموية منذ سنوات", "الأكثر قراءة في العالم هو ذلك الكتاب", "آخر الأخبار الواردة من الجبهة تفيد بانسحاب القوات", "أهم المواضيع التي ناقشها المجلس هي الموازنة", "Trending upward, prices rose"],
    "share": ["شارك الرئيس في القمة", "شارك الخبر الصحفي في مؤتمر القاهرة", "شارك على الأقل مئة شخص", "مشاركة 100 طالب: من جامعتي المدينة", "حفظ الأمن مسؤولية الجميع", "حفظ السلام في المنطقة", "طباعة الكتب المدرسية تتأخر", "انشر قواتك في المدينة، قال القائد", "شارك طباعة الكتاب عشرات العمال", "نسخ من القرآن وزعت على الطلاب", "Share prices fell sharply", "Partager le pouvoir reste difficile", "تويتر وفيسبوك يحذفان حسابات مزيفة"],
    "listen": ["استمع القاضي إلى أقوال الشهود", "عدد المشاهدات تجاوز المليون في يوم واحد", "5 دقائق من القصف", "3 دقائق حاسمة", "المشاهدات تتراجع على القنوات", "الاستماع للمواطنين أولوية المحافظ", "120 قتيلا", "Listen to the people, he said"],
    "newsletter": ["اشترك في الهجوم عشرات المقاتلين", "اشترك في النشرة ثلاثة كتاب من المدينة", "اشترك في نشر الكتاب ثلاثة باحثين", "النشرة الجوية: أمطار غزيرة غدا", "Subscribe to the view that taxes help", "Sign up rates fell"],
    "advertisement": ["إعلان حالة الطوارئ", "إعلان النفير العام في المدينة", "إعلان ممول الحملة أسباب انسحابه", "محتوى ممول من الخارج يثير الجدل", "Advertising revenue fell", "برعاية الأمم المتحدة انطلقت المفاوضات"],
    "keywords": ["كلمات في قسم الرئيس تثير الجدل", "وسوم التأييد غزت الشبكات", "العلامات الحيوية: ضغط ونبض", "#المدينة تنتفض اليوم", "Tags were found on the whale", "علامات المرض تظهر بعد أسبوع"],
    "comments": ["التعليقات التي أدلى بها الوزير أغضبت الحلفاء", "تعليق مرشح رئاسي حملته", "تعليق على فيس بوك يقود صاحبه إلى السجن", "تعليق الدراسة غدا", "ما رأيك؟", "كن أول من يعلق آماله على هذا الاتفاق", "Comments by the minister angered allies", "التعليقات حول قواعد النشر النووي تتزايد"],
    "legal": ["جميع الحقوق يكفلها الدستور", "حقوق النشر قضية أمام المحكمة", "الآراء الفقهية في المسألة متعددة", "من نحن حتى نحكم على الناس", "سياسة الخصوصية في التطبيق الجديد تثير القلق", "Cookie sales rose", "محفوظة في الذاكرة صور المدينة"],
    "support": ["ادعم الجيش، هكذا هتفوا", "ساهم معنا في إنقاذ الجرحى شبان الحي", "ساهم في استمرار الحرب غياب الحل", "تبرع الآلاف بالدم", "Support us or resign, he told them"],
    "paywall": ["للمشتركين في الهجوم سوابق", "تسجيل الدخول إلى الأراضي يتطلب تأشيرة", "لقراءة المقال كاملا وقف القاضي", "Premium fuel costs more"],
    "stamp": ["آخر تحديث لأسعار الذهب اليوم", "آخر تحديث لحصيلة القتلى: 22 شخصا", "تم تحديث القانون في 2024 بعد نقاش", "Updated rules take effect"],
    "masthead": ["رئيس التحرير: لن ننشر ما يسيء إلى أحد من القراء", "رئيس التحرير يستقيل", "العدد 22 قتيلا", "هيئة التحرير اجتمعت أمس", "التصنيف: «ممتاز»"],
    "chrome": ["عاجل القصف يتجدد", "المزيد في الطريق", "المزيد من الانتهاكات من قبل الفصائل", "السابق من نوعه كان عام 2010", "ظهرت المقالة في صحيفة أمريكية", "التالي في قائمة العقوبات مصرفان", "تعذر تشغيل المحطة بسبب القصف", "البحث عن ناجين مستمر", "The post office closed", "زر الرئيس المدينة"],
    "embed_remnant": ["10 قتلى في القصف", "5 مشاركات عربية في المهرجان الدولي", "All reactions were negative", "Like father like son", "1200 متابع للقضية حضروا الجلسة", "Reply to the king was delayed", "إعادة نشر القوات في المدينة"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "group"), [(line, group) for group, lines in GOES.items() for line in lines], ids=lambda value: value[:60]
)
def test_line_goes(line: str, group: str) -> None:
    found = furniture.match(line)
    assert found is not None
    assert group in (found.group, *SISTERS.get(found.group, ()))


SISTERS = {
    "chrome": ("read_also", "listen"),
    "share": ("embed_remnant",),
    "comments": ("embed_remnant",),
    "follow": ("newsletter",),
    "advertisement": ("follow",),
}
"""Groups that share phrases; which of them takes a line makes no difference to the reader."""


@pytest.mark.parametrize("line", [line for lines in STAYS.values() for line in lines], ids=lambda value: value[:60])
def test_reporting_stays(line: str) -> None:
    assert furniture.match(line) is None


def test_every_group_is_tested() -> None:
    groups = {found.group for found in furniture.rules().lines.values()}
    assert groups <= GOES.keys()
    assert GOES.keys() == STAYS.keys()
    assert all(len(lines) >= 4 for lines in (*GOES.values(), *STAYS.values()))


NOISE = st.sampled_from(["", " ", "\u00a0", "\u200f", "\u200e ", "👇 ", "📌", "🔴 ", "• ", "* ", "- ", "— ", "| ", ">> ", "«"])
TAIL = st.sampled_from(["", " ", "\u00a0", "\u200f", " 👇", " ..", "…", " :", "»", " 🔴", " ؟", " !", " ←"])
WHOLE = sorted({phrase for phrase, found in furniture.rules().lines.items() if phrase})
LETTERS = {"ا": "اأإآ", "ي": "يىی", "ه": "هة", "ك": "كک"}


@given(st.sampled_from(WHOLE), NOISE, TAIL, st.randoms(use_true_random=False))
def test_spelling_noise_changes_nothing(phrase: str, head: str, tail: str, random: object) -> None:
    choice = random.choice  # type: ignore[attr-defined]
    spelled = []
    for letter in phrase:
        spelled.append(choice(LETTERS.get(letter, letter)))
        if "\u0621" <= letter <= "\u064a":
            spelled.append(choice(["", "", "", "\u0640", "\u064e", "\u0651", "\u200f"]))
    blank = choice([" ", "\u00a0", "  "])
    assert furniture.match(head + "".join(spelled).replace(" ", blank) + tail) is not None


@given(st.sampled_from(sorted({phrase for phrase in furniture.rules().openers if phrase})), TAIL)
def test_opener_takes_its_line(phrase: str, tail: str) -> None:
    assert furniture.match(f"{phrase}: عنوان خبر آخر من الموقع{tail}") is not None
    assert furniture.match(f"{phrase} :") is not None


def test_end_of_a_box_opens_no_list() -> None:
    opening, closing = furniture.match("الأكثر قراءة"), furniture.match("الأكثر قراءة نهاية")
    assert opening is not None
    assert opening.opens_list
    assert closing is not None
    assert not closing.opens_list


def test_question_at_the_end_is_a_call() -> None:
    assert furniture.match("ما رأيك؟", last=True) is not None


TAILS = [
    ("وانتهى الاجتماع من دون اتفاق. تابعونا على تلغرام", "تابعونا على تلغرام"),
    ("وانتهى الاجتماع من دون اتفاق. اقرأ أيضاً: عنوان خبر آخر", "اقرأ أيضاً: عنوان خبر آخر"),
    ("وانتهى الاجتماع من دون اتفاق.. شاهد أيضا: عنوان خبر آخر", "شاهد أيضا: عنوان خبر آخر"),
    ("Le sommet s'est achevé sans accord. Lire aussi : un autre titre", "Lire aussi : un autre titre"),
    ("وأصيب عدد من المدنيين بجروح في القصف لمتابعتنا على واتساب https://wa.me/x", "لمتابعتنا على واتساب https://wa.me/x"),
]


@pytest.mark.parametrize(("paragraph", "cut"), TAILS)
def test_glued_tail_is_cut(paragraph: str, cut: str) -> None:
    kept, found = furniture.cut_tail(paragraph)
    assert found == cut
    assert kept == paragraph.removesuffix(cut).rstrip()


@pytest.mark.parametrize(
    "paragraph",
    [
        "وقال لأصدقائه في المدينة تابعونا على فيسبوك",
        "وانتهى الاجتماع. تابعونا بأعينهم ونحن نخرج من القاعة",
        "وانتهى الاجتماع. شاهد أيضاً من النافذة ثلاثة جنود",
        "وقال: «اقرأ أيضاً ما كتبه غيرك: فالحقيقة كثيرة الوجوه»",
        "وانتهى الاجتماع. انضموا إلى الوفد ثلاثة وزراء",
    ],
)
def test_tail_of_the_story_stays(paragraph: str) -> None:
    assert furniture.cut_tail(paragraph) == (paragraph, None)


@given(st.text(max_size=400))
def test_cut_tail_loses_nothing(paragraph: str) -> None:
    kept, cut = furniture.cut_tail(paragraph)
    assert paragraph.startswith(kept)
    assert cut is None or cut in paragraph
