"""Dates for machines, in addresses, and in the trailers of embedded posts."""

from __future__ import annotations

import pytest

from news import dates
from tests.news.date_lines import NOW, printed

MACHINE = [
    ("2026-11-22T10:30:00+03:00", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00.123Z", "2026-11-22T10:30:00"),
    ("2026-11-22T10:30Z", "2026-11-22T10:30"),
    ("2026-11-22T10:30:00+0300", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00+03", "2026-11-22T07:30:00"),
    ("2026-11-22 10:30:00 +0300", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00", "2026-11-22T08:30:00"),  # Cairo's
    ("2026-11-22 10:30", "2026-11-22T08:30"),
    ("2026-11-22", "2026-11-22"),
    ("٢٠٢٦-١١-٢٢", "2026-11-22"),
    ("20261122T103000Z", "2026-11-22T10:30:00"),
    ("20261122103000", "2026-11-22T08:30:00"),
    ("20261122", "2026-11-22"),
    ("Sun, 22 Nov 2026 10:30:00 +0300", "2026-11-22T07:30:00"),
    ("Sun, 22 Nov 2026 10:30:00 GMT", "2026-11-22T10:30:00"),
    ("Sat, 21 Nov 2026 10:30 EST", "2026-11-21T15:30"),
    ("22 Nov 2026 10:30:00 EET", "2026-11-22T08:30:00"),
    ("Sun, 22 Nov 26 10:30:00 GMT", "2026-11-22T10:30:00"),
    ("Sunday, 22-Nov-26 10:30:00 UTC", "2026-11-22T10:30:00"),
    ("Sun, 22 Nov 2026 10:30:00", "2026-11-22T08:30:00"),
    ("Sun, 22 Nov 2026 10:30:00 XYZ", "2026-11-22"),
    ("1795343400", "2026-11-22T10:30:00"),
    ("1795343400000", "2026-11-22T10:30:00"),
    ("٢٠٢٦-١١-٢٢T١٠:٣٠:٠٠+٠٣:٠٠", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00.123456+0300", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00+3:00", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00 03:00", "2026-11-22T07:30:00"),  # a «+» lost on the way
    ("2026-11-22T10:30:00 GMT+0300", "2026-11-22T07:30:00"),
    ("2026-11-22T10:30:00+03:00[Asia/Riyadh]", "2026-11-22T07:30:00"),
    ("2026-11-22 10:30:00 UTC", "2026-11-22T10:30:00"),
    ("2026-11-22 10:30:00 EET", "2026-11-22T08:30:00"),
    ("2026-11-22 10:30:00 AST", "2026-11-22"),
    ("2026/11/22 10:30:00", "2026-11-22T08:30:00"),
    ("2026-11-5T9:05:00Z", "2026-11-05T09:05:00"),
    ("2026-11-21T10:30:00-12:00", "2026-11-21T22:30:00"),
    ("Sun Nov 22 2026 10:30:00 GMT+0300 (Arabian Standard Time)", "2026-11-22T07:30:00"),
    ("Sun Nov 22 10:30:00 UTC 2026", "2026-11-22T10:30:00"),
    ("Sun Nov 22 10:30:00 2026", "2026-11-22T08:30:00"),
    ("Sunday, 22-Nov-26 10:30:00 GMT", "2026-11-22T10:30:00"),
    ("1795343400.5", "2026-11-22T10:30:00"),
    ("2024-04-26 00:30:00", "2024-04-26"),  # Cairo's clocks skipped that hour
    ("2024-10-31 23:30:00", "2024-10-31"),  # and showed that one twice
    ("987654321", None),  # 2001, or an id
    ("12345678901234", None),
    ("P3D", None),
    ("2026-W47-7", None),
    ("2026-326", None),
    ("2026-11-22T24:00:00Z", None),
    ("-0001-11-30T00:00:00+00:00", None),
    ("1970-01-01 03:00:00", None),
    ("1899-12-30", None),
    ("0000-00-00", None),
    ("1/15/2026 10:30:00 AM", None),
    ("Invalid date", None),
    ("0000-00-00 00:00:00", None),
    ("0001-01-01T00:00:00Z", None),
    ("1970-01-01T00:00:00Z", None),
    ("0", None),
    ("2099-01-01T00:00:00Z", None),
    ("25000-01-01", None),
    ("2026-02-30", None),
    ("2026-11-22T25:00:00Z", None),
    ("2026-11-22T10:30:00+99:00", None),
    ("2026", None),
    ("2026-11", None),
    ("22 نوفمبر 2026", None),
    ("9999999999", None),
    ("9" * 100_000, None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), MACHINE, ids=lambda value: repr(value)[:40])
def test_machine(text: str, expected: str | None) -> None:
    assert printed(dates.machine(text, now=NOW, timezone="Africa/Cairo")) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youm7.com/story/2026/11/22/%D8%AE/123", "2026-11-22"),
        ("https://www.youm7.com/story/2026/1/2/x/123", "2026-01-02"),
        ("https://www.france24.com/ar/20261122-%D8%AE", "2026-11-22"),
        ("https://sputnikarabic.ae/20261122/abc-109.html", "2026-11-22"),
        ("https://www.alarabiya.net/news/2026/11/22/x", "2026-11-22"),
        ("https://www.albayan.ae/news/2026-11-22-1.123", "2026-11-22"),
        ("https://al-sharq.com/article/22/11/2026/x", "2026-11-22"),
        ("https://www.shorouknews.com/news/view.aspx?cdate=22112026&id=1", "2026-11-22"),
        ("https://a.net/2026/11/22/", "2026-11-22"),
        ("https://a.net/2026/11/x", None),
        ("https://a.net/2026/13/45/x", None),
        ("https://a.net/2026/11/22/x-2025-10-01-y", "2026-11-22"),
        ("https://a.net/story/20261122", None),  # may be an id
        ("https://a.net/1234567/2026", None),
        ("https://a.net/2024/1/5/x", "2024-01-05"),
        ("https://a.net/2024/01/15?x=1", "2024-01-15"),
        ("https://arabic.a.cn/2024-01/15/c_1310012345.htm", "2024-01-15"),
        ("https://arabic.a.cn/n3/2024/0115/c31660-1.html", "2024-01-15"),
        ("https://a.net/news/gold-price-2024-05-13", "2024-05-13"),
        ("https://a.net/news/gold-price-2024-05-13.html", "2024-05-13"),
        ("https://a.net/news/attack-of-2023-10-07-remembered", None),  # told of
        ("https://a.net/news?date=2024-05-13", None),
        ("https://a.net/?from=2024-05-13&to=2024-05-14", None),
        ("https://a.net/20240115", None),
        ("https://a.net/news/20240115.html", None),
        ("https://a.net/news/2024011512/x", None),
        ("https://a.net/news/120240115-x", None),
        ("https://a.net/news-20240115-x", None),
        ("https://a.net/2024/01/12345", None),
        ("https://a.net/2024/31/12/x", None),
        ("https://a.net/1024/01/15/x", None),
        ("https://a.net/p/2024/01", None),
        ("https://a.net/20241315/x", None),
        ("http://[::1", None),
        ("", None),
        ("https://a.net/12026/11/22x", None),
    ],
)
def test_from_url(url: str, expected: str | None) -> None:
    assert printed(dates.from_url(url)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Posted by X on Saturday, September 4, 2021", "2021-09-04"),
        ("Posted by شبكة on Saturday, 4 September 2021", "2021-09-04"),
        ("pic.twitter.com/OQOugoFcI7 — خطاب (@x) November 29, 2024", "2024-11-29"),
        ("on March 3, 2020 we said … — Name (@handle) Nov 29, 2024", "2024-11-29"),
        ("9:25 AM · Jun 9, 2023", "2023-06-09"),
        ("Sept. 4, 2021", "2021-09-04"),
        ("March 3, 2020 and May 4, 2021 both", None),
        ("February 30, 2021", None),
        ("2021", None),
        ("12 نوفمبر 2026", None),
        ("", None),
    ],
)
def test_english(text: str, expected: str | None) -> None:
    assert printed(dates.english(text)) == expected
