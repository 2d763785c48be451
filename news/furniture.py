"""Lines inside an article's text that are no part of it («تابعنا», «اقرأ أيضاً: …»): rules from furniture.toml.

The rule that keeps sentences safe: a line is furniture only as a whole, or as a phrase followed by «:», a platform or an address.
A bare stem never is: «تابعنا التطورات من داخل المدينة» and «شارك الرئيس في القمة» are reporting.
"""

from __future__ import annotations

import re

from news import appeals, furniture_chrome, furniture_marks
from news.furniture_rules import Found, Rules, key, rules

__all__ = ["Found", "cut_tail", "key", "match", "rules"]

MAX_WORDS = 45
"""No furniture line is longer; a paragraph beyond is text whatever it starts with."""
CALL_WORDS = 24
"""So much for a line that calls the reader to follow, subscribe or download; without a platform's name at its end, half."""

MAX_REACH = 200
"""Characters of a line in which a telephone number or a mail address is looked for."""
TOOLBAR_WORDS = 16
PLAYER_WORDS = 14

LABELLED = 5
"""Words after a label («رئيس التحرير: فلان»); more of them are a sentence."""

_ENDS = re.compile(r"[.!؟»\"]\s*$")
_COLON = re.compile(r"[:：]")
_SEPARATOR = re.compile(rf"[:：|»>…{furniture_marks.ARROWS}]|\.\.+|\s[-–—]+\s")
_PIECES = re.compile(rf"\s*[|•·…{furniture_marks.ARROWS}]\s*|\.\.+|\s+[-–—/]+\s+|[؟?:]\s+|(?<=[^\W\d]{{3}})\.\s+")
"""Where the parts of a toolbar, or two calls in one line, are set apart."""
_OURS_ALONE = re.compile(r"^\W*(?:خاص|حصري)(?:\s\S+){0,3}\W*$")
"""Beside a call or a notice: «خاص صوت الضيعة | يمنع النقل دون ذكر المصدر»."""
PIECES = 6
PIECES_WORDS = 24
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:t\.me|fb\.com|wa\.me|bit\.ly|goo\.gl|youtu\.be|(?:facebook|twitter|x|instagram|youtube|tiktok)\.com)"
    r"/\S+|[\w.+-]*@[A-Za-z0-9_.-]+"
)
_ADDRESS_SIGNS = ("/", "www.", "@")
_SOCIAL = re.compile(
    r"(?:t|telegram|wa)\.me/|(?:facebook|fb|twitter|x|instagram|youtube|tiktok|whatsapp|snapchat|linkedin|threads)\.(?:com|net)(?:/|$)"
    r"|youtu\.be/|nabd\.com/|news\.google\.com|apps\.apple\.com|play\.google\.com"
)
_GLUED = re.compile(
    r"(?:و?تابعونا|تابعنا|تابعوا (?:صفحتنا|قناتنا|حسابنا)|انضموا? (?:إلى|الى|ل)\s?قناتنا|اشتركوا? (?:في|ب)\s?قناتنا"
    r"|لمتابعتنا|حم[ّ]?لوا? تطبيقنا)"
    r"\s+(?:على|عبر|في|من)\b[^\n]{0,80}?(?:https?://\S+|\bt\.me/\S+|www\.\S+)\s*$"
)
_ENDED = r"(?<=[.!؟?…»”\")\]])\s*[^\w\s«(\[]*\s*"
_GLUED_CALL = re.compile(
    rf"{_ENDED}(?P<call>و?(?:تابعونا|تابعوا|انضموا|اشتركوا|لمتابعة|لمتابعتنا|للمزيد تابعونا)\s[^\n.]{{4,110}}\.?)$"
)
_GLUED_OTHER = re.compile(
    rf"{_ENDED}(?P<call>(?:و?[اأإ]قر[أا](?:/?ي|وا)?\s+(?:أيض|ايض|المزيد|كذلك)|(?:شاهد|طالع)\s+(?:أيض|ايض)|قد يهمك"
    r"|Read (?:also|more)\b|See also\b|[AÀ] lire|Lire aussi|Voir aussi)[^\n:]{0,14}:[^\n]{4,200})$"
)
_CLOCK = re.compile(r"(?<![\d:])(?:\d{1,2}:)?\d{1,2}:\d{2}(?![\d:])")
_LENGTH = re.compile(
    r"(?<!الساعة)(?<!عند)(?<!في)(?<!بعد)(?<!قبل)(?<!حتى)\s\W*(?:\d{1,2}:)?\d{1,2}:\d{2}\s*(?:د|دقيقة|دقائق|دقيقه|min|minutes|ث|ثانية)?\W*$"
)
"""A length at the line's end, and no time of the day."""
_ONLY_CLOCKS = re.compile(r"[\d:/\s\W]+")
NAMED_PLACE = 5
"""Words at a call's end among which «عبر تطبيق …» names a place of the outlet's own."""
_MEDIA = frozenset(("الخبر", "المقال", "الموضوع", "الماده", "التقرير", "المقاله", "الصفحه"))
_PROMISES = frozenset(("ليصلك", "لتصلك", "ليصلكم", "لتصلكم", "واضغط", "واضغطوا", "وفعل", "وفعلوا"))
_HERE = frozenset(("هنا", "الرابط", "ادناه"))
_PREPOSITIONS = frozenset(("لهواتف", "لاجهزه", "لنظام", "لنظامي", "علي", "عبر", "في", "من", "خلال", "بواسطه", "on"))
_CALL_SIGNS = ("تابع", "انضم", "اشترك", "حمل", "حمّل")
_OTHER_SIGNS = ("أيض", "ايض", "المزيد", "كذلك", "يهمك", " also", " more", "lire", "Lire", "Voir")


def match(
    line: str, *, link_share: float = 0.0, folded: str | None = None, last: bool = False, listed: bool = False
) -> Found | None:
    """Whether the line, as a whole, is furniture, and by which group of rules.

    `link_share` is the part of its characters inside links (0 to 1): a linked «اقرأ أيضاً عنوان آخر» needs no colon. `folded` is
    the line's `key`, where the caller has it. `last`: it stands among the last lines, where «ما رأيك؟» is nobody's question.
    `listed`: it is an item of a list, where «اضغط على زر الاشتراك» is a step of an instruction.
    """
    table = rules()
    reach = len(line) <= MAX_REACH and furniture_chrome.has_contact(line)
    address = any(sign in line for sign in _ADDRESS_SIGNS) and _ADDRESS.search(line) is not None
    if address:
        folded = key(_ADDRESS.sub(" ", line))
        if not folded:
            return Found("follow") if _SOCIAL.search(line) else None
    elif folded is None:
        folded = key(line)
    words = folded.split(" ")
    if not folded or len(words) > MAX_WORDS:
        return None
    if "#" in line and all(piece.startswith("#") for piece in line.split() if piece not in "|،,-"):
        return Found("keywords")
    counted = _without_counters(words)
    sentence = line.rstrip().endswith(".")
    found = table.lines.get(folded)
    if found is None and len(words) <= PIECES_WORDS:
        found = furniture_marks.by_signs(line, words, address, table)
    if found is None and counted and counted[0] in table.heads:
        plain = " ".join(counted)
        found = (
            table.lines.get(plain)
            or furniture_marks.trimmed(plain, table)
            or (table.last.get(plain) if last else None)
            or _opener(line, folded, link_share, table)
            or _phrase(folded, counted[0], sentence, table)
            or _call(line, words, address or reach, sentence, table)
            or _toolbar(words, table)
        )
    if found:
        return found
    return _anywhere(words, folded, sentence, table) or _told(
        line, words, link_share, table, last=last, listed=listed, reach=reach
    )


def _anywhere(words: list[str], folded: str, sentence: bool, table: Rules) -> Found | None:
    """Patterns that may begin with any word."""
    if not table.signs.isdisjoint(words):
        for pattern in table.anywhere:
            if not pattern.has.isdisjoint(words) and pattern.fits(folded, sentence):
                return pattern.found
    return None


def _told(line: str, words: list[str], link_share: float, table: Rules, *, last: bool, listed: bool, reach: bool) -> Found | None:
    """What is told by its parts: an appeal, a player's line, the page's own words, a way to reach the house, several of them."""
    if not table.asking.isdisjoint(words) and (group := appeals.match(line, words, table.appeals, listed=listed)):
        return Found(group)
    if ":" in line and len(words) <= PLAYER_WORDS and not line.rstrip().endswith(".") and (played := _player(line, words, table)):
        return played
    group = furniture_chrome.match(line, words, table.interface, listed=listed)
    if group is None and reach:
        group = furniture_chrome.contact(line, words, table.interface, table.mine, last=last)
    return Found(group) if group else _pieces(line, words, link_share, table)


def _player(line: str, words: list[str], table: Rules) -> Found | None:
    """«استمع إلى التقرير 4:12», «00:00 / 05:37»: the chrome of a player. A clock alone may be an entry's in a live report."""
    clocks = _CLOCK.findall(line)
    if not clocks:
        return None
    if not _ONLY_CLOCKS.sub("", line):
        return Found("listen") if len(clocks) == 2 and "/" in line else None
    named = words[0] in table.player and _LENGTH.search(line)
    return Found("listen") if named else None


def _pieces(line: str, words: list[str], link_share: float, table: Rules) -> Found | None:
    """The group of a line whose parts are all furniture by themselves: «اترك تعليقاً — لن يتم نشر عنوان بريدك الإلكتروني»."""
    if not 3 <= len(words) <= PIECES_WORDS or not (words[0] in table.begins or words[0] == "خاص"):
        return None
    pieces = [piece for piece in _PIECES.split(line) if key(piece)]
    if not 2 <= len(pieces) <= PIECES:
        return None
    found = [match(piece, link_share=link_share) for piece in pieces if not _OURS_ALONE.match(piece)]
    return found[0] if found and all(found) else None


def _without_counters(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while start < end and words[start].isdecimal():
        start += 1
    while end > start and words[end - 1].isdecimal():
        end -= 1
    return words[start:end]


def _opener(line: str, folded: str, link_share: float, table: Rules) -> Found | None:
    candidates = table.opening.get(folded.partition(" ")[0], ())
    phrases = [phrase for phrase in candidates if folded == phrase or folded.startswith(phrase + " ")]
    if not phrases:
        return None
    for separator in (_COLON, _SEPARATOR):
        head = separator.split(line.lstrip(" \t*•-–—|>»:.…"), maxsplit=1)
        if len(head) == 2:
            phrase = key(head[0])
            found = table.openers.get(phrase)
            if found is None and (short := phrase.rpartition(" "))[2] in _MEDIA:
                found = table.openers.get(short[0])  # «تصنيفات الخبر: …»
            if found is None and separator is _COLON and len(head[1].split()) <= LABELLED and not _ENDS.search(head[1]):
                found = table.labels.get(phrase)
            # a single word («اقرأ», «مشاركة») needs the colon itself
            if found and (separator is _COLON or " " in phrase):
                return found
    if link_share >= 0.6:
        return next((table.openers[phrase] for phrase in phrases if " " in phrase and phrase in table.openers), None)
    return None


def _phrase(folded: str, word: str, sentence: bool, table: Rules) -> Found | None:
    """Invitations, chrome with anything after it, and patterns."""
    for phrase, found in table.invites.get(word, ()):
        if folded == phrase:
            return found
        if folded.startswith(phrase + " "):
            rest = folded[len(phrase) :].split()
            if all(_is_place(name, table) for name in rest):
                return found
            # the account's own name behind the platform's: «سناب شات: almarsad_news»
            if all(_is_place(name, table) or name.isascii() for name in rest) and not table.names.isdisjoint(rest):
                return found
    for phrase, found in table.starts.get(word, ()):
        if folded == phrase or folded.startswith(phrase + " "):
            return found
    return next((pattern.found for pattern in table.first.get(word, ()) if pattern.fits(folded, sentence)), None)


def _is_place(word: str, table: Rules) -> bool:
    return word in table.platforms or (word[:1] == "و" and word[1:] in table.platforms)


def _call(line: str, words: list[str], address: bool, sentence: bool, table: Rules) -> Found | None:
    """«تابع قناة المدينة الآن على الواتساب», «لمزيد من الأخبار زوروا موقعنا»: by its first words, whose it is, and its end."""
    candidates = table.calls.get(words[0], ())
    if not candidates or len(words) > CALL_WORDS or not table.reports.isdisjoint(words) or line.lstrip()[:1] in '«"“':
        return None
    matching = [(call, past) for call, past in candidates if words[: len(call)] == call]
    if not matching:
        return None
    call, past = max(matching, key=lambda row: len(row[0]))
    rest = words[len(call) :]
    promise = next((at for at, word in enumerate(rest) if at and word in _PROMISES), len(rest))
    rest = rest[:promise]
    ends = address or _ends_in_a_place(rest, table)
    about = any(word in table.objects or word[1:] in table.objects for word in rest[: 2 if past else 3])
    own = any(word in table.ours for word in rest)
    if own and not past and not (sentence and not ends and "معنا" in rest):
        return Found("follow") if ends or len(words) <= CALL_WORDS // 2 else None
    ends = ends or (own and len(rest) <= CALL_WORDS // 2 and not table.names.isdisjoint(rest))
    return Found("follow") if ends and (own or (about and not sentence)) else None


def _ends_in_a_place(words: list[str], table: Rules) -> bool:
    """Whether the last words name a platform, after a preposition: «… عبر قناتنا على تلغرام», «… عبر تطبيق المنارة اليوم»."""
    if len(words) > 1 and words[-1] in _HERE and words[-2] in _PREPOSITIONS:
        return True
    at = len(words)
    while at and _is_place(words[at - 1], table):
        at -= 1
    tail = words[at:]
    named = next((number for number, word in enumerate(tail) if word.removeprefix("و") in table.names or word in table.names), 0)
    if any(word in _PREPOSITIONS for word in tail[:named]):
        return True
    return any(
        word in _PREPOSITIONS and words[number + 1 : number + 2] in (["تطبيق"], ["قناه"], ["صفحه"], ["منصه"])
        for number, word in enumerate(words[-NAMED_PLACE:], max(0, len(words) - NAMED_PLACE))
    )


def _toolbar(words: list[str], table: Rules) -> Found | None:
    """The group of a line that is nothing but toolbar phrases, two at least, and counters; None where a word is left over."""
    if not 2 <= len(words) <= TOOLBAR_WORDS or words[0] not in table.tools:
        return None
    reached: dict[int, int] = {0: 0}
    """Place in the line → phrases that lead there."""
    for place, word in enumerate(words):
        if place not in reached:
            continue
        if word.isdecimal():
            reached[place + 1] = max(reached[place], reached.get(place + 1, 0))
        for phrase, _ in table.tools.get(word, ()):
            end = place + len(phrase)
            if words[place:end] == phrase:
                reached[end] = max(reached[place] + 1, reached.get(end, 0))
    if reached.get(len(words), 0) < 2:
        return None
    return max((row for row in table.tools[words[0]] if words[: len(row[0])] == row[0]), key=lambda row: len(row[0]))[1]


def cut_tail(paragraph: str) -> tuple[str, str | None]:
    """Cut an invitation glued to the end of a paragraph («…نهر_ميدياتابعونا على تلغرام https://t.me/x»); (text, what was cut).

    Without an address the sentence before it must have ended, and the invitation be one by `match`; so with «اقرأ أيضاً: …».
    """
    end = paragraph[-260:]
    start = -1
    if any(sign in end for sign in _CALL_SIGNS):
        glued = _GLUED.search(end)
        if glued is None and (glued := _GLUED_CALL.search(end)) is not None and match(glued["call"]) is None:
            glued = None
        start = -1 if glued is None else glued.start("call") if "call" in glued.groupdict() else glued.start()
    if start < 0 and any(sign in end for sign in _OTHER_SIGNS) and (glued := _GLUED_OTHER.search(end)):
        start = glued.start("call")
    start += len(paragraph) - len(end)
    if start < 20 or start < len(paragraph) - len(end):
        return paragraph, None
    return paragraph[:start].rstrip(), paragraph[start:].strip()
