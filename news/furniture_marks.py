"""What gives a furniture line away beside its words: an arrow, a path from the front page, what follows a phrase."""

from __future__ import annotations

import re

from news.furniture_rules import Found, Rules

ARROWS = "\u2190-\u21ff\u25b2-\u25c5\u27f0-\u27ff\u2794-\u27be\u2900-\u297f\u2b05-\u2b0d\u2b95\U0001f448-\U0001f449\U0001f53d"
CHANNEL_WORDS = 12
_CRUMBS = re.compile(r"^\W*(?:الرئيسية|الصفحة الرئيسية|Home|Accueil)\s*[»>›/|\\←]\s*\S", re.IGNORECASE)
_POLL = re.compile(r"^\W*(?:تصويت|استفتاء|استطلاع(?: الرأي| رأي)?)\s*[:：|].*[؟?]")
_CHANNELS = frozenset(("قناه", "صفحه", "حساب", "مجموعه", "جروب", "قروب", "كروب", "رابط"))
_ADDRESS_LAST = re.compile(r"(?:[/@][\w.+%-]+)/?\W*$")
_SPAN = re.compile(r" (?:هذا الاسبوع|هذا الشهر|اليوم|الان|خلال \d+ ساعه|خلال اسبوع|هذا العام)$")
_ABOUT_THIS = re.compile(r" (?:علي |عن |حول |ب|ل)?(?:هذا|هذه) (?:الخبر|المقال|الموضوع|الماده|التقرير|المقاله|القصه|الفيديو)$")
"""After a phrase these say no more than where it stands: «كن أول من يعلق على هذا الخبر»."""
JOINED = 8
"""Words of two phrases joined by «و»."""
_MARKED = re.compile(
    rf"^\s*[{ARROWS}\U0001f300-\U0001faff\u25b6\u25c0\u25aa\u25cf]\W*(?:شاهدو?ا?|اقر[أا]و?ا?|إقر[أا]|طالعو?ا?|تابعو?ا?|استمعو?ا?|بالفيديو|بالصور|فيديو)\s*[:：]"
)
"""An arrow before the verb: «◄ شاهد: …»; without it «شاهد: …» is a witness."""


def by_signs(line: str, words: list[str], address: bool, table: Rules) -> Found | None:
    """What marks outside the words give away: an arrow, a path from the front page, a question to vote on, an address."""
    if ":" in line and _MARKED.match(line):
        return Found("read_also")
    if words[0] in ("الرييسيه", "الصفحه", "home", "accueil") and _CRUMBS.match(line):
        return Found("chrome")
    if words[0] in ("تصويت", "استفتا", "استطلاع") and _POLL.match(line):
        return Found("poll")
    named = address and words[0] in _CHANNELS and not table.names.isdisjoint(words)
    return Found("follow") if named and len(words) <= CHANNEL_WORDS and _ADDRESS_LAST.search(line) else None


def trimmed(plain: str, table: Rules) -> Found | None:
    """A phrase with what says no more than where it stands, or two joined by «و».

    «الأكثر قراءة نهاية» is the end of a box, for screen readers; what follows it is the story again.
    """
    if plain.endswith(" نهايه"):
        found = table.lines.get(plain.removesuffix(" نهايه"))
        return Found(found.group) if found else None
    if (short := _ABOUT_THIS.sub("", plain)) != plain:
        return table.lines.get(short)
    if (short := _SPAN.sub("", plain)) != plain and (found := table.lines.get(short)) and found.group == "most_read":
        return found
    for at in range(plain.count(" ") + 1 if plain.count(" ") < JOINED else 0):
        words = plain.split(" ")
        rest = " ".join((words[at][1:], *words[at + 1 :]))
        if at and words[at].startswith("و") and rest in table.lines and (found := table.lines.get(" ".join(words[:at]))):
            return found
    return None
