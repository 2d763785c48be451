"""Arabic text: `clean` for display, one `fold` for comparing, `words` of it, and `terms` for the search index.

Two forms, never mixed up: what people read (`clean`, nothing of the spelling lost) and what machines compare (`fold`, lossy,
never shown). Index, query, furniture rules, content hash and fingerprints all stand on this one `fold`; a change of its tables
makes stored hashes and fingerprints incomparable, so it must raise FOLD_VERSION.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from news import stems

FOLD_VERSION = 1
"""Version of fold() and words(); whoever stores something made from them stores this number beside it."""

MAX_MARKS = 8
"""Combining marks kept on one letter; honest Arabic has two or three, «zalgo» text has dozens."""

# What display text never holds: controls (except \t \n), DEL and C1, soft hyphen, Arabic letter mark, zero-widths and bidi
# controls, BOM, interlinear marks, lone surrogates, non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]+"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Arabic presentation forms, left behind by PDF and old fonts. U+FD3E and FD3F (ornate brackets) have no other form.
_PRESENTATION = re.compile("[\ufb50-\ufd3d\ufd40-\ufdff\ufe70-\ufefc]+")
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]"
)
_LETTER = "[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7]"
_NON_JOINER = re.compile(f"((?:(?<={_LETTER})|(?<={_MARK}))\u200c)\u200c*(?={_LETTER})|\u200c+")
"""The zero-width non-joiner: between two letters it is spelling in Persian, Kurdish and Urdu, elsewhere nothing."""
_MARK_RUN = re.compile(f"({_MARK}{{{MAX_MARKS}}}){_MARK}+")


def clean(text: str) -> str:
    r"""Display text: NFC, presentation forms as plain letters, line ends as \n, special spaces as a space, nothing invisible but
    the zero-width non-joiner between two letters.

    Vowel marks, tatweel, spelling and runs of spaces stay as printed. Safe for either database (no NUL, no lone surrogates).
    Idempotent for every str.
    """
    if text.isascii() and text.isprintable():
        return text
    if not text.replace("\n", "").isprintable():  # all that is unwanted, and every special space, is unprintable
        text = _LINE_ENDS.sub("\n", text)
        odd = {character for character in text if not character.isprintable()} - {"\n", "\t"}
        if len(odd) > 16:  # binary, most likely: one slow pass instead of many quick ones
            text = _SPACES.sub(" ", _UNWANTED.sub("", text))
        else:
            for character in odd:
                text = text.replace(character, _SPACES.sub(" ", _UNWANTED.sub("", character)))
        if "\u200c" in odd:
            text = _NON_JOINER.sub(r"\1", text)
    if b"\xef" in text.encode("utf-8"):  # the first byte of U+F000 to U+FFFF: a search in C before the one in Python's own engine
        text = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFC", text)
    bounded = _MARK_RUN.sub(r"\1", text)
    return bounded if bounded == text else unicodedata.normalize("NFC", bounded)


def _fold_table() -> dict[int, str | None]:
    # a code point missing from the table costs an exception inside str.translate, so the common ones map to themselves
    table: dict[int, str | None] = {code: chr(code) for code in range(0x0700)}
    gone = (
        *range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD, 0x061C, 0x180E,  # controls
        *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10),
        *range(0x0300, 0x0370), *range(0x0483, 0x048A), *range(0x0591, 0x05BE), 0x05BF,  # marks; U+0654 is read first, see fold
        *range(0x0610, 0x061B), *range(0x064B, 0x0654), *range(0x0655, 0x0660), 0x0670, 0x0674,
        *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE),
        *range(0x0898, 0x08A0), *range(0x08CA, 0x08E2), *range(0x08E3, 0x0900), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00),
        *range(0x20D0, 0x20F1), *range(0xFE20, 0xFE30), *range(0xD800, 0xE000),
    )  # fmt: skip
    table.update(dict.fromkeys(gone))
    letters = {
        "ا": "ٱٲٳ", "ي": "ىیےېۍێ", "ه": "ةہھەۃۂ", "ك": "کڪگڭݣ", "ب": "پ", "ج": "چ", "ف": "ڤڥ", "ق": "ڨ",
        "و": "ۆۇۈۋ", "ر": "ڕ", "ل": "ڵ", "ز": "ژ", "σ": "ς",
    }  # fmt: skip
    marks = {
        ",": "،٬‚", ";": "؛", "?": "؟", ".": "٫۔", "%": "٪", "*": "٭", "-": "‐‑‒–—―−﹣", '"': "«»“”„‟″〝〞", "'": "‘’‛′`´‹›",
        "\n": "\r\x0b\x0c\x85\u2028\u2029",
    }  # fmt: skip
    for target, sources in (letters | marks).items():
        table.update(dict.fromkeys(map(ord, sources), target))
    for number in range(10):
        table[0x0660 + number] = table[0x06F0 + number] = str(number)
    return table


_FOLD = _fold_table()
_TATWEEL = "\u0640"
_CENSORED = re.compile(f"{_TATWEEL}+[-.*_]{{1,2}}{_TATWEEL}+")  # «مقـ-ـتل», «سـ.ـجونها»: written so to pass platform filters
_HAMZA_GLIDE = re.compile("(?:[وي]\u0654|ء)([وي])")  # decomposed ؤ or ئ, or a bare hamza, before و or ي
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # what is not a single space already


def fold(text: str) -> str:
    """The comparing form: equal for spellings that readers take for the same. Never shown; idempotent for every str.

    Compatibility decomposition; no vowel marks, tatweel, invisibles; أإآٱ→ا, ى→ي, ة→ه, ؤ→و, ئ→ي, ء gone, Persian and Kurdish
    letters to their Arabic neighbours, all digits ASCII, lower case; Arabic punctuation to its ASCII sister (، , ؛ ; ؟ ? «» "),
    blanks to one space, line breaks kept. Hamza before و is one thing however it is carried, so the Egyptian مسئول, شئون equal
    مسؤول, شؤون; censored spelling («مقـ-ـتل») equals the plain one.
    """
    return _BLANKS.sub(" ", _letters(text)).strip()


def _letters(text: str) -> str:
    """`fold` but for the blanks, which divide words however many they are."""
    coded = None if "…" in text else _coded(text)
    return _any_letters(text) if coded is None else codecs.charmap_decode(coded, "strict", _COMMON)[0]


def _any_letters(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).lower().translate(_FOLD)
    if _TATWEEL in text:
        text = _CENSORED.sub("", text).replace(_TATWEEL, "")
    if "\u0654" in text or "ء" in text:
        text = _HAMZA_GLIDE.sub(r"\1\1", text).replace("\u0654", "").replace("ء", "")
    return text


# What nearly all Arabic news prose is written in fits into one byte a letter, and bytes are folded in C, several times as fast as
# letters are. A text with any other letter takes the road above; the results are the same (a test holds it).
_COMMON = (
    "".join(map(chr, range(0x80)))
    + "".join(map(chr, (*range(0x0621, 0x063B), *range(0x0640, 0x0653), 0x0670, *range(0x0660, 0x066D))))
    + "پچگڤکیہ،؛؟«»“”„‘’‚–—‐‑…\u00a0éèêëàâäçôöüûùïîñÉÈÀÇáíóúãõ"
).ljust(256, "\ufffe")
_TO_BYTES = codecs.charmap_build(_COMMON)
_KEPT = "ؤئءـ…\ufffe"
"""Letters not folded one by one: a hamza and its carriers count with what follows them, a tatweel with what stands around it."""


def _byte_table() -> tuple[bytes, bytes]:
    """(byte → folded byte, bytes that vanish)."""
    table, gone = bytearray(range(256)), bytearray()
    for byte, letter in enumerate(_COMMON):
        folded = letter if letter in _KEPT else _any_letters(letter)
        if folded:
            table[byte] = _COMMON.index(folded)
        else:
            gone.append(byte)
    return bytes(table), bytes(gone)


def _bytes_of(letters: str) -> bytes:
    return bytes(map(_COMMON.index, letters))


_BYTES, _GONE = _byte_table()
_GLIDES = tuple((_bytes_of(hamza + letter), _bytes_of(letter * 2)) for hamza in "ؤئء" for letter in "وي")
_HAMZA_SEEN = bytes.maketrans(_bytes_of("ؤئءوي\x01\x02"), b"\x01\x01\x01\x02\x02\x00\x00")
_BARE = bytes.maketrans(_bytes_of("ؤئ"), _bytes_of("وي"))
_HAMZA, _STRETCH = _bytes_of("ء"), _bytes_of(_TATWEEL)
_CENSORED_BYTES = re.compile(b"%b+[-.*_]{1,2}%b+" % (re.escape(_STRETCH), re.escape(_STRETCH)))
_SPACED = bytes(byte if letter.isalpha() or letter.isdecimal() else 0x20 for byte, letter in enumerate(_COMMON))
_ASCII_WORDS = bytes(byte for byte in range(0x80) if chr(byte).isalnum())


def _coded(text: str) -> bytes | None:
    """The folded letters of a text as bytes, indexes into _COMMON; None where it holds a letter that is not there."""
    try:
        coded = codecs.charmap_encode(text, "strict", _TO_BYTES)[0].translate(_BYTES, _GONE)
    except UnicodeEncodeError:
        return None
    if _STRETCH in coded:
        coded = _CENSORED_BYTES.sub(b"", coded).replace(_STRETCH, b"")
    seen = coded.translate(_HAMZA_SEEN)
    if b"\x01\x01" in seen:
        return None  # two hamzas in a row: no word of Arabic, and the order of reading counts
    if b"\x01\x02" in seen:
        for glide, plain in _GLIDES:
            coded = coded.replace(glide, plain)
    return coded.translate(_BARE, _HAMZA)


_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u08a0-\u08c7"  # letters
_WORD = re.compile(f"[{_ARABIC}]+|[^\\W_{_ARABIC}]+")
_NUMBER = re.compile(rf"(?<![^\W_{_ARABIC}])\d+(?:[.,]\d+)+(?![^\W_{_ARABIC}])")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3}){2,})")
_SEPARATOR = re.compile("[.,]")
_POINT = re.compile(r"[.,]\d")  # without one there is no number to bring together, and most lines have none


def words(text: str) -> list[str]:
    """The folded words of `text` in order, letters and digits only; everything else divides words.

    Digits part from Arabic letters («و1500», «كوفيد19»), not from Latin ones («F16»). A decimal number is one word, its point
    written «d» («2.5», «٢٫٥», «2,5» → "2d5"): neither SQLite's `unicode61` tokenizer nor PostgreSQL's parser divides that, and a
    search for 2.5 does not find «2 و5». Thousands lose their separators («1,500», «1.500.000»); dates and lists come apart.
    """
    coded = _coded(text)
    if coded is not None and len(coded.translate(None, _ASCII_WORDS)) == len(coded):  # no number, nothing Latin: spaces divide
        return codecs.charmap_decode(coded.translate(_SPACED), "strict", _COMMON)[0].split()
    return folded_words(_any_letters(text) if coded is None else codecs.charmap_decode(coded, "strict", _COMMON)[0])


def folded_words(folded: str) -> list[str]:
    """As `words`, for text which is folded already."""
    return _WORD.findall(_NUMBER.sub(_number, folded) if _POINT.search(folded) else folded)


def _number(found: re.Match[str]) -> str:
    if _THOUSANDS.fullmatch(found[0]):
        return _SEPARATOR.sub("", found[0])
    parts = _SEPARATOR.split(found[0])
    return "d".join(parts) if len(parts) == 2 else " ".join(parts)


def stem(word: str) -> str:
    """The light stem of a folded word; words under four letters, numbers and words of other scripts are their own stem."""
    return stems.index_terms(word)[0]


def terms(text: str) -> list[str]:
    """What a text is indexed under, in the order of its words: the stem of each, and the other readings of ambiguous ones."""
    return list(stems.text_terms(words(text)))


def query_terms(word: str) -> list[str]:
    """The terms a folded word of a query stands for, best first: a text matches the word if `terms` of it holds any."""
    return list(stems.query_terms(word))
