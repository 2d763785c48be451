"""Headings of the pages every site has beside its articles, and the text designs are filled with. Compared in folded form."""

from __future__ import annotations

from crawler.extraction.body.bodytext import Body
from news import agencies

_HOUSE = (
    "اتصل بنا", "اتصلوا بنا", "تواصل معنا", "للتواصل معنا", "راسلنا", "من نحن", "عن الموقع", "حول الموقع",
    "سياسة الخصوصية", "شروط الاستخدام", "الشروط والأحكام", "شروط الخدمة", "اتفاقية الاستخدام", "إخلاء المسؤولية",
    "أعلن معنا", "للإعلان معنا", "أعلنوا معنا", "للإعلان", "هيئة التحرير", "أسرة التحرير", "فريق العمل", "فريق التحرير",
    "وظائف شاغرة",
    "خريطة الموقع", "خارطة الموقع", "أرشيف الموقع", "الأرشيف", "بحث", "البحث", "نتائج البحث", "البحث المتقدم", "انضم إلينا",
    "تسجيل الدخول", "إنشاء حساب", "الوسوم", "التصنيفات", "الأقسام", "سياسة النشر", "السياسة التحريرية", "ميثاق الشرف",
    "الأسئلة الشائعة",
    "النشرة البريدية", "القائمة البريدية", "خدمة rss", "تطبيقات الموبايل", "الأكثر قراءة", "الأكثر مشاهدة", "آخر الأخبار",
    "كتاب الرأي",
    "contact", "contact us", "about", "about us", "search", "archive", "sitemap", "privacy policy", "privacy",
    "terms of use", "terms of service", "terms and conditions", "terms", "disclaimer", "cookie policy", "login", "sign in",
    "register",
    "advertise", "advertise with us", "newsletter", "rss", "faq", "careers", "contactez nous", "contact et mentions",
    "qui sommes nous",
    "à propos", "mentions légales", "conditions d utilisation", "politique de confidentialité", "plan du site", "künye",
    "iletişim",
    "impressum", "datenschutz", "datenschutzerklärung", "aviso legal",
)  # fmt: skip
_SERVICES = (
    "البث المباشر", "البث الحي", "بث مباشر", "بث حي", "شاهد البث المباشر", "الطقس", "حالة الطقس", "أحوال الطقس", "أسعار العملات",
    "أسعار الصرف", "أسعار الذهب", "مواقيت الصلاة", "أوقات الصلاة", "جدول البرامج", "الترددات",
    "تردد القناة",
    "معرض الصور", "استطلاع الرأي", "استطلاعات الرأي", "مباريات اليوم", "جدول المباريات",

    "live tv", "weather", "currency", "currencies", "prayer times", "schedule", "videos", "en direct", "météo",
)  # fmt: skip
HOUSE_PAGES = frozenset(map(agencies.key, _HOUSE))
_SERVICE_PAGES = frozenset(map(agencies.key, _SERVICES))
"""A story may be called so; it has a date."""
_OPENERS = tuple(f"{phrase} " for phrase in HOUSE_PAGES if len(phrase.split()) > 1)
_ABOUT = tuple(f"{agencies.key(word)} " for word in ("عن", "حول", "من نحن", "تعرف على", "about", "à propos de"))
RUNNING = 600
"""Characters of text from which «البث المباشر» is a story of that name."""
MAX_WORDS = 7
"""A longer heading that begins like a house page's is a sentence."""
_FILLER_SIGNS = ("ipsum", "dolor", "adipisc", "مولد النص", "لوريم", "نص شكلي")
_FILLER = (
    "lorem ipsum", "dolor sit amet", "consectetur", "adipiscing", "incididunt", "exercitation ullamco", "duis aute",
    "nulla pariatur",
    "هذا النص هو مثال لنص", "مولد النص العرب", "أن يستبدل في نفس المساحة", "لوريم إيبسوم", "لوريم ايبسوم", "نص شكلي",
)  # fmt: skip
"""Of the Latin filler typesetters use, and its Arabic sisters."""
FILLER_BLOCKS = 40


def is_house_page(folded: str, own: frozenset[str], dated: bool, weight: int) -> bool:
    """Whether a folded heading is that of a page about the house: contact, privacy, terms, lists; its services (weather, live
    television), where nothing dates the page and little text of `weight` characters stands on it.
    """
    if folded in HOUSE_PAGES:
        return True
    if dated or not folded:
        return False
    if folded in _SERVICE_PAGES and weight < RUNNING:
        return True
    if len(folded.split()) <= MAX_WORDS and folded.startswith(_OPENERS):
        return True
    about = next((folded.removeprefix(word) for word in _ABOUT if folded.startswith(word)), None)
    return about in own


def is_filler(body: Body) -> bool:
    """Most of the text is filler, as on the demonstration pages of themes; an article about such text quotes a line of it."""
    blocks = [block for block in body.blocks[:FILLER_BLOCKS] if block.text]
    everything = "\n".join(block.text for block in blocks).lower()
    if not any(sign in everything for sign in _FILLER_SIGNS):
        return False
    filled = sum(block.weight for block in blocks if any(words in block.text.lower() for words in _FILLER))
    return 2 * filled > sum(block.weight for block in blocks)
