"""Bytes to text: one decision from byte-order mark, declarations and the text itself; headers are hints, never believed alone.

Wrong declarations are common on Arabic sites (windows-1256 bytes under a UTF-8 header and the reverse), and so is text encoded
twice («Ø§Ù„», «ط§ظ„»), which is repaired where it round-trips.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from news.article import NotAnArticle

MAX_BYTES = 10 * 1024 * 1024
"""The body cap of the crawler; also one text node beyond it is lost in libxml2."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x89PNG", "PNG"), (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\xff\xd8\xff", "JPEG"), (b"RIFF", "RIFF"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"), (b"wOFF", "font"), (b"wOF2", "font"), (b"\x00asm", "wasm"), (b"\x7fELF", "ELF"), (b"MZ\x90", "EXE"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ", "xz"), (b"(\xb5/\xfd", "zstd"), (b"\xd0\xcf\x11\xe0", "Office"), (b"{\\rtf", "RTF"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x1aE\xdf\xa3", "Matroska"), (b"BM", "bitmap"),
)  # fmt: skip
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,80}encoding\s*=\s*[\"']([\w.:-]{2,30})", re.IGNORECASE)
# single-byte and East Asian charsets a news page may honestly be in; anything else that Python calls a codec is refused
_KNOWN = re.compile(
    r"^(?:utf-8|cp(?:125\d|720|864|874|932|949|950|437|850|866)|iso8859-\d{1,2}|latin-1|koi8-[ru]|gb2312"
    r"|gbk|gb18030|big5|shift_jis|euc_(?:jp|kr)|mac-(?:arabic|roman))$"
)
_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3]")
# the commonest words of Arabic news prose; a wrong single-byte charset destroys nearly all of them
_COMMON = re.compile(
    r"(?<!\w)(?:في|من|على|إلى|الى|أن|ان|عن|التي|الذي|هذا|هذه|مع|بعد|كان|قال|لا|ما|أو|بين|كما|خلال|قبل|حول"
    r"|عام|اليوم)(?!\w)|(?<!\w)و?ال(?=\w{2})"
)
_UNLIKELY = re.compile("[\u0080-\u009f\u00a1-\u00bf\ufffd\u2030\u2039\u0152\u0192]")
_TWICE_LATIN = re.compile(
    "[\u00d8-\u00db][\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_TWICE_ARABIC = re.compile("[طظغ][\u0080-\u00ff\u0621-\u06d2\u0152\u0153\u0192\u02c6\u200c-\u203a\u20ac\u2122]")
_HALVES = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf]){1,2000}")
# a text escaped once too often; «&amp;lt;» is left, for it may be meant
_ESCAPED = re.compile(r"&amp;(?=(?:quot|apos|nbsp|[lr][sd]quo|[lr]aquo|hellip|[nm]dash|zwn?j|rlm|lrm|#0?39|#x27|#8\d{3}|#160);)")
CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
"""Characters XML does not know; lxml reads them but refuses to write them back when a branch is dropped."""
_BINARY = bytes([*range(0x01, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_HIGH = re.compile(r"[^\x00-\x7f]")
_C1 = re.compile(r"[\x80-\x9f]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    """Python's name of the charset decided on; « twice» is added for repaired text."""
    source: bytes | None = None
    """The text as UTF-8 without control characters, where the page came so and nothing was repaired."""


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page. Raises NotAnArticle: too_large, empty, binary, charset; nothing else for any bytes."""
    if len(body) > MAX_BYTES:
        raise NotAnArticle("too_large", f"{len(body):,} bytes; the cap is {MAX_BYTES:,}")
    if not body.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise NotAnArticle("empty", "no bytes" if not body else "white space only")
    for magic, name in _MAGIC:
        if (
            body.startswith(magic)
            and (magic != b"BM" or b"\x00" in body[:14])
            and (magic != b"RIFF" or body[8:12] in (b"WEBP", b"WAVE", b"AVI "))
        ):
            raise NotAnArticle("binary", name)
    if body[4:8] == b"ftyp":
        raise NotAnArticle("binary", "MP4")
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _checked(body[len(bom) :].decode(name, "replace"), name)
    wide = _wide(body)
    if wide:
        return _checked(body.decode(wide, "replace"), wide)
    if len(body.translate(None, CONTROLS)) == len(body):
        return _narrow(body, content_type)
    sample = body[:100_000]
    controls = len(sample) - len(sample.translate(None, _BINARY))
    if controls > 10 and controls > len(sample) // 50:
        raise NotAnArticle("binary", "control bytes")
    return replace(_narrow(body.replace(b"\x00", b""), content_type), source=None)


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark, told by where the NULs are. Raises NotAnArticle("binary") when they are anywhere."""
    sample = body[:4096]
    nulls = sample.count(0)
    if nulls <= len(sample) // 100:
        return None
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > 8 * even + 2:
        return "utf-16-le"
    if even > 8 * odd + 2:
        return "utf-16-be"
    if nulls < len(sample) // 5 and sample.replace(b"\x00", b"").lstrip().startswith(b"<"):
        return None  # markup with NULs strewn in
    raise NotAnArticle("binary", "NUL bytes")


def _narrow(body: bytes, content_type: str | None) -> Decoded:
    try:
        return _checked(body.decode("utf-8"), "utf-8", body)
    except UnicodeDecodeError:
        body = _sound_surrogates(body)
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    sound = sum(1 for character in lenient if character > "\x7f") - broken
    if broken <= max(3, sound // 50) and sound > broken:  # a bad byte, or a page cut inside a character
        return _checked(lenient, "utf-8")
    best = (_plausible(lenient), "utf-8", lenient) if sound else (-9.0, "utf-8", lenient)
    for order, name in enumerate(_candidates(body, content_type)):
        text = body.decode(name, "replace")
        score = _plausible(text) - order * 0.02
        if score > best[0]:
            best = (score, name, text)
    return _checked(best[2], best[1])


def _sound_surrogates(body: bytes) -> bytes:
    """UTF-16 halves written as UTF-8 (old Java and MySQL exports): pairs become their character, lone ones go.

    Unchanged unless the rest is UTF-8 then, for in other charsets these bytes are letters.
    """
    repaired = _HALVES.sub(lambda found: _joined(found[0]), body) if b"\xed" in body else body
    try:
        repaired.decode("utf-8")
    except UnicodeDecodeError:
        return body
    return repaired


def _joined(halves: bytes) -> bytes:
    units = halves.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "ignore").encode()


def _candidates(body: bytes, content_type: str | None) -> list[str]:
    """Charsets worth trying, the declared ones first."""
    said = [match[1].decode("ascii") for match in (_XML_DECLARED.search(body[:200]), *_DECLARED.finditer(body[:8192])) if match]
    header = _DECLARED.search((content_type or "").encode("utf-8", "replace")[:500])
    if header:
        said.insert(0, header[1].decode("ascii"))
    names: list[str] = []
    for label in said[:6]:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        if name in ("iso8859-1", "latin-1", "ascii"):
            name = "cp1252"  # what browsers read these as
        if _KNOWN.match(name) and name not in names and name != "utf-8":
            names.append(name)
    return names + [name for name in ("cp1256", "iso8859-6", "cp1252") if name not in names]


def _plausible(text: str) -> float:
    """How much a decoding looks like prose, around 0 to 3: common Arabic words and letters for it, stray signs against it."""
    sample = text if len(text) < 60_000 else text[:30_000] + text[len(text) // 2 : len(text) // 2 + 30_000]
    high = sum(1 for character in sample if character > "\x7f")
    if not high:
        return 0.5
    arabic = len(_ARABIC.findall(sample))
    bad = len(_UNLIKELY.findall(sample))
    score = 0.5 * (high - bad) / high - 1.5 * bad / high
    if arabic:
        score += min(2.0, 12 * len(_COMMON.findall(sample)) / arabic)
        if arabic < 0.1 * len(_LETTER.findall(sample)):  # a few «Arabic» letters among Latin ones are accents read wrongly
            score -= 1.0
    return score


def _checked(text: str, name: str, source: bytes | None = None) -> Decoded:
    """Repair double encoding, refuse what is no text. `source`: the sound UTF-8 it was read from."""
    whole = len(text)
    text = text.lstrip("\ufeff")
    sample = text[:200_000]
    for pattern, codec, suspects, honest, share in (
        (_TWICE_LATIN, "cp1252", "ÙØ", "ا", 0.1),
        (_TWICE_ARABIC, "cp1256", "ظط", "ال", 0.3),
    ):
        # counting letters is thirty times faster than the pattern, and nearly every page stops here; the first suspect is what
        # half of the commonest letters become, and rare in honest text
        rare = sample.count(suspects[0]) if suspects[0] in sample else 0
        if rare < 4 or rare < sample.count("ا") // 20 or sum(map(sample.count, suspects)) < 8 + sum(map(sample.count, honest)):
            continue
        pairs = len(pattern.findall(sample))
        if pairs >= 8 and pairs >= share * len(_HIGH.findall(sample)):
            repaired = _undo(text, codec)
            if repaired is not None:
                return Decoded(repaired, f"{name} twice")
            if codec == "cp1252":
                raise NotAnArticle("charset", "text encoded twice, and it does not round-trip")
    lost = sample.count("\ufffd") if "\ufffd" in sample else 0
    lost += len(_C1.findall(sample)) if name != "utf-8" else 0
    if lost > 20 and lost > 0.1 * len(_HIGH.findall(sample)):
        raise NotAnArticle("charset", f"{lost} unreadable characters as {name}")
    plain = _ESCAPED.sub("&", text) if "&amp;" in text else text
    return Decoded(plain, name, source if len(plain) == whole else None)


def _undo(text: str, codec: str) -> str | None:
    """Text that was UTF-8 read as `codec`, read again as UTF-8; None unless nearly all of it round-trips and becomes Arabic."""
    failed = done = 0

    def again(run: re.Match[str]) -> str:
        nonlocal failed, done
        raw = bytearray()
        for character in run[0]:
            code = ord(character)
            try:
                raw += character.encode(codec)
            except UnicodeEncodeError:
                if code > 0xFF:
                    failed += 1
                    return run[0]
                raw.append(code)
        fixed = raw.decode("utf-8", "replace")
        bad = fixed.count("\ufffd")
        if bad > len(fixed) // 4:
            failed += 1
            return run[0]
        failed, done = failed + bad, done + len(fixed)
        return fixed

    repaired = re.sub(r"[^\x00-\x7f]+", again, text)
    if done and failed <= done // 20 and _plausible(repaired) > _plausible(text) and len(_ARABIC.findall(repaired)) > done // 2:
        return repaired
    return None
