"""Canonical addresses: what goes, what must stay, and which addresses name one document."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import links


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://WWW.Sana.SY/Ar/?p=1&utm_source=x#top", "https://www.sana.sy/Ar/?p=1"),
        ("http://a.com", "http://a.com/"),
        ("http://a.com.:80/x", "http://a.com/x"),
        ("https://a.com:443/x", "https://a.com/x"),
        ("https://a.com:8443/x", "https://a.com:8443/x"),
        ("  https://a.com/x\n\u200f", "https://a.com/x"),
        ("https://a.com/x/../y/./z/..", "https://a.com/y/"),
        ("https://a.com/%2e%2e/x", "https://a.com/x"),
        ("https://a.com/خبر عاجل", "https://a.com/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84"),
        ("https://a.com/%d8%ae%D8%a8%d8%b1", "https://a.com/%D8%AE%D8%A8%D8%B1"),
        ("https://a.com/ا\u0654", "https://a.com/%D8%A7%D9%94"),  # as printed: not every server composes
        ("https://a.com/%41%7e%2F%2b", "https://a.com/A~%2F%2B"),
        ("https://a.com/%E1%C7", "https://a.com/%E1%C7"),  # windows-1256, left as it is
        ("https://a.com/100%", "https://a.com/100%25"),
        ("https://موقع.مصر/a", "https://xn--4gbrim.xn--wgbh1c/a"),
        ("https://a.com/x?", "https://a.com/x"),
        ("https://a.com/x?&&a=1&", "https://a.com/x?a=1"),
        ("https://a.com/x?b=2&a=1", "https://a.com/x?b=2&a=1"),
        ("https://a.com/x?a=1&amp;b=2&amp;utm_medium=y", "https://a.com/x?a=1&b=2"),
        ("https://a.com/x?fbclid=1&gclid=2&igshid=3&yclid=4&mc_cid=5&mc_eid=6&_ga=7", "https://a.com/x"),
        ("https://a.com/x?ref=rss&id=5", "https://a.com/x?id=5"),
        ("https://a.com/x?ref=123", "https://a.com/x?ref=123"),
        ("https://a.com/x;jsessionid=AB12?PHPSESSID=zz", "https://a.com/x"),
        ("https://a.com/x?sid=123", "https://a.com/x?sid=123"),
        ("https://a.com/x?sid=0123456789abcdef0123456789ab", "https://a.com/x"),
        ("https://a.com/#!/story/5", "https://a.com/#!/story/5"),
        ("https://[::1]:8000/x", "https://[::1]:8000/x"),
        ("https://a.com/a//b", "https://a.com/a//b"),
        ("https://a.com/x?REF=Home&id=5", "https://a.com/x?id=5"),
        ("https://a.com/x?ref=t.co&referrer=https://b.com/9", "https://a.com/x"),
        ("https://a.com/x?ref=12345.html", "https://a.com/x?ref=12345.html"),
        ("https://a.com/x?ref=A7-2026", "https://a.com/x?ref=A7-2026"),
        ("https://a.com/x?share=facebook&nb=1", "https://a.com/x?nb=1"),
        ("https://a.com/x?via=reddit&from=app", "https://a.com/x"),
        ("https://a.com/x?from=2026-01-01", "https://a.com/x?from=2026-01-01"),
        ("https://a.com/x?gad_source=1&gad_campaignid=2&srsltid=3&wbraid=4&msclkid=5", "https://a.com/x"),
        ("https://a.com/x?mibextid=a&__tn__=R&__cft__[0]=b&__cft__%5B0%5D=c", "https://a.com/x"),
        ("https://a.com/x?amp_js_v=a9&amp_gsa=1&usqp=mq331&ampshare=https://a.com/x", "https://a.com/x"),
        ("https://a.com/x?UTM_Source=a&Utm_Term=b", "https://a.com/x"),
        ("https://a.com/x?utm=5", "https://a.com/x?utm=5"),
        ("https://a.com/x?_=1763800000000&nocache=123", "https://a.com/x"),
        ("https://a.com/x?_=5", "https://a.com/x?_=5"),
        ("https://a.com/x?s=0123456789abcdef0123456789abcdef&t=5", "https://a.com/x?t=5"),
        ("https://a.com/?s=غزة", "https://a.com/?s=%D8%BA%D8%B2%D8%A9"),
        ("https://a.com/x;sid=0123456789abcdef0123456789/y", "https://a.com/x/y"),
        ("https://a.com/(S(abcdefghijklmnopqrstuvwx))/news.aspx?id=5", "https://a.com/news.aspx?id=5"),
        ("https://a.com/(S(short))/news.aspx", "https://a.com/(S(short))/news.aspx"),
        ("https://a.com/x;v=1?p=2", "https://a.com/x;v=1?p=2"),
        ("https://a.com/x?ASP.NET_SessionId=abc&CFTOKEN=1", "https://a.com/x"),
        ("https://a.com/../../x", "https://a.com/x"),
        ("https://a.com/./x/.", "https://a.com/x/"),
        ("https://a.com/x%2f%2E%2e", "https://a.com/x%2F.."),
        ("https://a.com/%d8%a7%25", "https://a.com/%D8%A7%25"),
        ("https://a.com/%%34%31", "https://a.com/%2541"),
        ("https://a.com/%4", "https://a.com/%254"),
        ("https://a.com/a+b", "https://a.com/a+b"),
        ("https://a.com/a%2Bb?q=a%2Bb", "https://a.com/a%2Bb?q=a%2Bb"),
        ("https://a.com/x?u=https://b.com/?y=1", "https://a.com/x?u=https://b.com/?y=1"),
        ("https://a.com/x?a[]=1&a[]=2", "https://a.com/x?a%5B%5D=1&a%5B%5D=2"),
        ("https://a.com/x?id=5#comments", "https://a.com/x?id=5"),
        ("https://a.com/x#:~:text=غزة", "https://a.com/x"),
        ("https://a.com/x#/story/5", "https://a.com/x"),
        ("https://a.com/«x»", "https://a.com/%C2%ABx%C2%BB"),
        ('https://a.com/<x>"{y}|^`', "https://a.com/%3Cx%3E%22%7By%7D%7C%5E%60"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://XN--4GBRIM.xn--wgbh1c/a", "https://xn--4gbrim.xn--wgbh1c/a"),
        ("https://a.com:0443/x", "https://a.com/x"),
        ("http://a.com:443/x", "http://a.com:443/x"),
        ("HTTP://A.COM:/x", "http://a.com/x"),
        ("https://a.com?x=1", "https://a.com/?x=1"),
        ("https://a.com/?", "https://a.com/"),
        ("https://a.com/x?a&b=&=c", "https://a.com/x?a&b=&=c"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert links.canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/x?p=1", "https://a.com/x?p=1"),
        ("y", "https://a.com/news/y"),
        ("../y", "https://a.com/y"),
        ("//b.com/z", "https://b.com/z"),
        ("", "https://a.com/news/today"),
        ("?page=2", "https://a.com/news/today?page=2"),
    ],
)
def test_relative_addresses(url: str, expected: str) -> None:
    assert links.canonical(url, "https://a.com/news/today") == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "/x",
        "www.a.com/x",
        "ftp://a.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.com",
        "http://",
        "http:///x",
        "http:a.com",
        "http://user:secret@a.com/",
        "http://a.com@b.com/",
        "http://a.com\\@b.com/",
        "http://a b.com/",
        "http://a\u00a0b.com/",
        "http://a.com/\x00",
        "http://a.com/x\ny",
        "http://a.com:99999/",
        "http://a.com:x/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://a..com/",
        "http://-a.com/",
        "http://%61.com/",
        "http://" + "a" * 64 + ".com/",
        "http://a.com/" + "x" * 2000,
        "http://a.com/" + "خ" * 400,
        "http://a.com/\ud800",
        "9" * 100_000,
    ],
    ids=lambda url: repr(url[:40]),
)
def test_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type is the promise
        links.canonical(url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.com/x", "https://www.a.com/x"),
        ("https://a.com/x", "https://a.com/x/"),
        ("https://a.com/x", "https://m.a.com/x"),
        ("https://a.com/x", "https://amp.a.com/x"),
        ("https://a.com/news/x", "https://a.com/news/x/amp"),
        ("https://a.com/news/x", "https://a.com/news/x/amp/"),
        ("https://a.com/news/x", "https://a.com/amp/news/x"),
        ("https://a.com/x", "https://a.com/x?amp=1"),
        ("https://a.com/x?id=1", "https://a.com/x?amp&id=1"),
        ("https://a.com/x?q=a%20b", "https://a.com/x?q=a+b"),
        ("https://a.com/خبر", "https://a.com/%d8%ae%d8%a8%d8%b1/#comments"),
        ("https://a.com", "https://www.a.com/?utm_source=rss"),
        ("https://a.com/x", "https://www.m.a.com/x"),
        ("https://a.com/x", "https://amp.www.a.com/x"),
        ("https://a.com/x", "https://touch.a.com/x"),
        ("https://a.gov.sa/x", "https://m.a.gov.sa/x"),
        ("https://a.com/x.html", "https://a.com/x.amp.html"),
        ("https://a.com/x", "https://a.com/x.amp"),
        ("https://a.com/x", "https://a.com/x?outputType=amp"),
        ("https://a.com/x", "https://a.com/x?noamp=mobile"),
        ("https://a.com/x?id=1", "https://a.com/x?id=1&amp=true"),
        ("https://a.com/2026/x.html", "https://a.com/2026/x.html?m=1"),
        ("https://a.com/x", "https://a.com/x?mobile=1"),
        ("https://a.com/x", "https://a.com/x?view=mobile"),
        ("https://a.com/news/5", "https://a.com/news/5/print"),
        ("https://a.com/news/5", "https://a.com/news/5/print/"),
        ("https://a.com/news?id=5", "https://a.com/news?id=5&print=1"),
        ("https://a.com/news?id=5", "https://a.com/news?id=5&tmpl=component&print=1&layout=print"),
        ("https://a.com/x", "https://a.com/x?printable=yes"),
        ("https://a.com/x", "https://a.com/x?share=twitter&nb=1"),
        ("https://a.com/x", "https://a.com/x?share=jetpack-whatsapp"),
        ("https://a.com/x", "https://a.com/x/comment-page-2/#comment-77"),
        ("https://a.com/x", "https://a.com/x?replytocom=5#respond"),
        ("https://a.com/", "https://a.com/index.html"),
        ("https://a.com/news/", "https://a.com/news/Index.PHP"),
        ("https://a.com/?id=5", "https://a.com/index.php?id=5"),
        ("https://a.com/news/?id=5", "https://a.com/news/default.aspx?id=5"),
        ("https://a.com/a/b", "https://a.com//a///b/"),
        ("https://a.com/x?a=1&b=2", "https://a.com/x?b=2&a=1"),
        ("https://a.com/x?a=1", "https://a.com/x?&a=1&"),
        ("https://a.com/x", "HTTPS://A.COM:443/x"),
        ("https://a.com/x", "https://a.com./x"),
        ("https://a.com/x/y", "https://a.com/x/./z/../y"),
        ("https://موقع.مصر/a", "https://www.xn--4gbrim.xn--wgbh1c/a"),
        ("https://a.com/%D8%AE%D8%A8%D8%B1", "https://a.com/%D8%AE%D8%A8%D8%B1%E2%80%8F"),
        ("https://a.com/خبر", "https://a.com/\u200eخبر"),
        ("https://a.com/الأنباء", "https://a.com/الا\u0654نباء"),
        ("https://a.com/قهوة-café", "https://a.com/قهوة-cafe\u0301"),
    ],
)
def test_one_document(one: str, other: str) -> None:
    assert links.url_hash(links.canonical(one)) == links.url_hash(links.canonical(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.com/?p=1", "https://a.com/?p=2"),
        ("https://a.com/x?id=1", "https://a.com/x?id=2"),
        ("https://a.com/ar/x", "https://a.com/en/x"),
        ("https://ar.a.com/x", "https://en.a.com/x"),
        ("https://a.com/x", "https://a.com/x/page/2"),
        ("https://a.com/x?page=1", "https://a.com/x?page=2"),
        ("https://a.com/x?sid=1", "https://a.com/x?sid=2"),
        ("https://a.com/X", "https://a.com/x"),
        ("https://a.com/a%2Fb", "https://a.com/a/b"),
        ("https://a.com/amp", "https://a.com/"),
        ("https://a.com:8080/x", "https://a.com/x"),
        ("https://a.com/#!/1", "https://a.com/#!/2"),
        ("https://m.com/x", "https://com/x"),
        ("https://a.com/x?share=1", "https://a.com/x?share=2"),
        ("https://a.com/xamp", "https://a.com/x"),
        ("https://a.com/?id=5", "https://a.com/?id=6"),
        ("https://a.com/index.php?id=5", "https://a.com/index.php?id=6"),
        ("https://a.com/index.php/5", "https://a.com/index.php/6"),
        ("https://a.com/news.php?n=5", "https://a.com/news.aspx?n=5"),
        ("https://a.com/x?lang=ar", "https://a.com/x?lang=en"),
        ("https://a.com/ar/?p=5", "https://a.com/en/?p=5"),
        ("https://arabic.a.com/5", "https://a.com/5"),
        ("https://a.com/x", "https://a.com/x?page=2"),
        ("https://a.com/x", "https://a.com/x/2"),
        ("https://a.com/Story-AbC", "https://a.com/story-abc"),
        ("https://a.com/x?v=AbC", "https://a.com/x?v=aBc"),
        ("https://a.com/x?ref=55", "https://a.com/x?ref=56"),
        ("https://a.com/x?sid=ab12", "https://a.com/x?sid=ab13"),
        ("https://a.com/x?s=5", "https://a.com/x?s=6"),
        ("https://a.com/x?m=1", "https://a.com/x?m=2"),
        ("https://a.com/x?m=1", "https://a.com/x"),
        ("https://a.com/x.html?m=5", "https://a.com/x.html"),
        ("https://a.com/x?print=5", "https://a.com/x?print=6"),
        ("https://a.com/print/5", "https://a.com/5"),
        ("https://a.com/print", "https://a.com/"),
        ("https://a.com/mobile/5", "https://a.com/5"),
        ("https://a.com/x?from=5", "https://a.com/x?from=6"),
        ("https://a.com/x?source=12", "https://a.com/x?source=13"),
        ("https://a.com/x?a=1&a=2", "https://a.com/x?a=2&a=1"),
        ("https://a.com/x?q=a%2Bb", "https://a.com/x?q=a+b"),
        ("https://a.com/a%3Fb", "https://a.com/a?b"),
        ("https://a.com/خبر", "https://a.com/خبز"),
        ("https://a.com/الى", "https://a.com/إلى"),
        ("https://a.com/كتاب", "https://a.com/كتّاب"),
        ("https://a.com/%E1%C7", "https://a.com/%C7%E1"),
        ("https://gov.sa/x", "https://m.gov.sa/x"),
        ("https://www.blogspot.com/x", "https://blogspot.com/x"),
        ("https://a.com/x;v=1", "https://a.com/x;v=2"),
        ("https://a.com/comment-page-2", "https://a.com/"),
        ("https://b.com/x", "https://a.com/x"),
        ("https://a.com/%d9%a1", "https://a.com/1"),
    ],
)
def test_two_documents(one: str, other: str) -> None:
    assert links.url_hash(links.canonical(one)) != links.url_hash(links.canonical(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.a.com/x", "http://a.com/y", True),
        ("https://arabic.rt.com/", "https://rt.com/", True),
        ("https://m.spa.gov.sa/", "https://www.spa.gov.sa/", True),
        ("https://a.gov.sa/", "https://b.gov.sa/", False),
        ("https://a.com/", "https://a.net/", False),
        ("https://a.com/", "https://evil-a.com/", False),
        ("https://a.com/", "https://a.com.evil.net/", False),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://127.0.0.1/", "http://127.0.0.1:80/x", True),
        ("http://10.0.0.1/", "http://11.0.0.1/", False),
        ("javascript:1", "javascript:1", False),
        ("", "", False),
        ("http://[::1", "http://[::1", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:
    assert links.same_site(one, other) is same
    assert links.same_site(other, one) is same


def test_host() -> None:
    assert links.host("https://WWW.Sana.sy:8443/x") == "www.sana.sy"
    with pytest.raises(ValueError, match="not a host"):
        links.host("x")


PIECES = """/ .. . % %D8 %A7 %2F %2e %41 ? & = # #! ا إ e\u0301 %CC%81 a amp; utm_source=x p=1 :80 ;jsessionid=A
\u0338 < + @ [ ] ::1 ﹫ ℀ 。 www. İ"""
ADDRESS = st.builds(
    str.__add__,
    st.sampled_from(["http://a.com", "https://ex.com/", "", "https://موقع.مصر/", "http://", "HTTPS://X.", "//"]),
    st.one_of(st.text(), st.lists(st.sampled_from([*PIECES.split(), " "])).map("".join)),
)


@given(ADDRESS, st.one_of(st.none(), st.text(), st.just("http://a.com/b/c?d")))
def test_canonical_is_idempotent_and_raises_only_value_errors(url: str, base: str | None) -> None:
    try:
        address = links.canonical(url, base)
    except ValueError:
        return
    assert links.canonical(address) == address
    assert address.isascii()
    assert len(address) <= links.MAX_LENGTH
    assert links.same_site(address, address)
    assert len(links.url_hash(address)) == 64
    assert links.host(address)


def test_composed_and_decomposed_slugs_are_one_key() -> None:
    composed, apart = (
        links.canonical(f"https://a.com/{slug}/")
        for slug in ("\u0623\u0646\u0628\u0627\u0621", "\u0627\u0654\u0646\u0628\u0627\u0621")
    )
    assert composed != apart
    assert links.url_hash(composed) == links.url_hash(apart)


SEGMENT = st.text("abcXYZ0123456789-_.\u0627\u0644\u062e\u0628\u0631", min_size=1, max_size=8).filter(
    lambda text: text.strip(".")
)
WORDS = {"amp", "print", "index", "default"}
PATH = st.lists(SEGMENT.filter(lambda text: not any(word in text.lower() for word in WORDS)), min_size=1, max_size=4).map(
    "/".join
)
IDS = st.integers(0, 10**12)
TWINS = (
    lambda path, query: f"http://www.a.com:80/{path}{query}",
    lambda path, query: f"https://m.a.com//{path}/{query}#top",
    lambda path, query: f"HTTPS://A.com/x/../{path}{query}&utm_source=y&fbclid=z",
    lambda path, query: f"https://a.com/{quote(path)}{query}&amp=1",
    lambda path, query: (
        f"https://a.com/{quote(path).lower() if path.isascii() is False and path == path.lower() else path}/print{query}"
    ),
    lambda path, query: f"https://amp.a.com/{path}/amp/{query}&ref=home",
    lambda path, query: f"https://a.com/{path};jsessionid=A1B2{query}&PHPSESSID=0",
)


def key(url: str) -> str:
    return links.url_hash(links.canonical(url))


@given(PATH, IDS, st.sampled_from(TWINS))
def test_twins_have_one_key(path: str, number: int, twin: Callable[[str, str], str]) -> None:
    assert key(twin(path, f"?id={number}")) == key(f"https://a.com/{path}?id={number}")


@given(
    PATH, IDS, IDS, st.sampled_from(["?id={}", "?p={}", "/{}", "-{}.html", "?page={}", "#!/{}", "?sid={}", "?ref={}", "?s={}"])
)
def test_other_ids_have_other_keys(path: str, one: int, other: int, shape: str) -> None:
    same = key(f"https://a.com/{path}{shape.format(one)}") == key(f"https://a.com/{path}{shape.format(other)}")
    assert same == (one == other)


@given(st.text(max_size=40))
def test_any_text_has_one_spelling(text: str) -> None:
    try:
        plain = links.canonical(f"https://a.com/x?q={text}")
        escaped = links.canonical(f"https://a.com/x?q={quote(text, safe='')}")
    except ValueError:
        return
    assert links.canonical(plain) == plain
    if not set(text) & set("#&%+=;?/:@!$'()*,") and text == text.strip():
        assert plain == escaped
