"""Pages that are no articles: home, sections, tags, authors, contact, gone, not found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.newsroom import parts
from tests.newsroom.printed import Printed
from tests.newsroom.profiles import Profile


def listing(title: str, items: Sequence[Printed], profile: Profile, *, following: str | None = None) -> bytes:
    """A page of headlines with their links and the beginning of their text."""
    rows = "\n".join(
        f'<div class="item"><h3><a href="{escape(item.url)}">{escape(item.headline, quote=False)}</a></h3>'
        f"<p>{escape(item.paragraphs[0][:140], quote=False)}…</p></div>"
        for item in items
    )
    more = f'<a class="next" href="{escape(following)}">التالي</a>' if following else ""
    return _shell(title, f"<h1>{escape(title, quote=False)}</h1>{rows}{more}", profile)


def contact(profile: Profile) -> bytes:
    form = "<form><input name='email'><textarea></textarea></form>"
    return _shell("اتصل بنا", f"<h1>اتصل بنا</h1><p>للتواصل مع هيئة التحرير يرجى ملء النموذج أدناه.</p>{form}", profile)


def missing(profile: Profile, *, gone: bool = False) -> bytes:
    line = "حُذفت هذه المادة." if gone else "الصفحة غير موجودة"
    return _shell(line, f"<h1>{line}</h1><p>عذراً، الصفحة التي تبحث عنها غير متوفرة.</p>", profile)


def _shell(title: str, body: str, profile: Profile) -> bytes:
    html = (
        f'<html dir="rtl" lang="ar"><head><meta charset="{profile.encoding.replace("cp", "windows-")}">'
        f"<title>{escape(title, quote=False)} | {profile.name_ar}</title></head><body><div>{parts.menu(profile)}</div>{body}"
        f"<div>{parts.DISCLAIMER}</div></body></html>"
    )
    return html.encode(profile.encoding, errors="xmlcharrefreplace")
