"""Where outlets put byline, section, tags, caption, credit, agency and dateline: the shapes of their pages, our own words."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extraction import extractor
from news.article import Page, article_json
from news.outlet import Outlet
from tests.crawler.extraction.shapes import BODY, FOOTER, MENU, OTHER, TITLE, p

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
CAPTION = "زوار في السوق القديمة"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page as its parts: head, before the heading, between heading and body, body, after the body."""

    outlet: str
    wanted: dict[str, Any]
    head: str = ""
    above: str = ""
    under: str = ""
    body: list[str] = field(default_factory=lambda: list(BODY))
    """Paragraphs as printed; what is left must be BODY."""
    after: str = ""
    url: str = "https://www.outlet.example/2026/11/22/old-market"
    title: str = TITLE


def node(**keys: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **keys}, ensure_ascii=False)}</script>'


def person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def led(dateline: str, last: str = "") -> list[str]:
    return [dateline + BODY[0], *BODY[1:], *([last] if last else [])]


CASES = {
    "pan-arab channel: desk in JSON-LD, source line last": Case(
        outlet="الساحة نت",
        head=node(author={"@type": "Organization", "name": "الساحة نت"}),
        above='<div class="breadcrumbs"><a href="/news/">أخبار</a>|<a href="/where/lebanon/">لبنان</a></div>',
        body=[*BODY, "المصدر: الساحة + وكالات + أسوشيتد برس"],
        wanted={"authors": [], "agency": "وكالات + أسوشيتد برس", "section": "لبنان"},
    ),
    "gulf channel: place and house for a byline": Case(
        outlet="الخليجية.نت",
        under='<div class="article-meta"><span class="byline">دبي - الخليجية.نت</span><time datetime="2026-11-22T10:00:00Z">22 نوفمبر</time></div>',
        wanted={"authors": [], "agency": None},
    ),
    "gulf channel: place and reporter": Case(
        outlet="الخليجية.نت",
        under='<div class="byline">القاهرة - أشرف المنياوي</div>',
        wanted={"authors": ["أشرف المنياوي"], "agency": None},
    ),
    "news channel: house and place, tags as links": Case(
        outlet="سماء نيوز عربية",
        under='<div class="article-author">سماء نيوز عربية - أبوظبي</div>',
        after='<div class="article-tags"><h4>الوسوم</h4><a href="/tag/1">أسواق</a><a href="/tag/2">تراث</a></div>',
        wanted={"authors": [], "tags": ["أسواق", "تراث"]},
    ),
    "british broadcaster: pair of credit and caption": Case(
        outlet="إذاعة الجزر عربي",
        under=f'<figure><img src="/a.jpg"><p class="photo-credit">مصدر الصورة، <span lang="en">Getty Images</span></p><figcaption class="c"><span class="hidden">التعليق على الصورة، </span><p>{CAPTION}</p></figcaption></figure>',
        wanted={"caption": CAPTION, "credit": "Getty Images", "captions": [CAPTION]},
    ),
    "german broadcaster: editors' initials and agencies in brackets": Case(
        outlet="صوت الراين",
        after='<div class="author-info"><span class="author">ع.ش/ أ.ح (د ب أ، رويترز)</span></div>',
        wanted={"authors": [], "agency": "د ب أ + رويترز"},
    ),
    "french channel: house and agency as byline": Case(
        outlet="قناة باريس",
        head=node(author=[{"@type": "Organization", "name": "قناة باريس"}]),
        under=f'<figure><img src="/a.jpg"><figcaption>{CAPTION}. © أ ف ب</figcaption></figure><span class="byline">قناة باريس / أ ف ب</span>',
        after='<ul class="m-tags-list"><li><a href="/ar/tag/a">أسواق</a></li><li><a href="/ar/tag/b">تراث</a></li></ul>',
        wanted={"authors": [], "agency": "فرانس برس", "caption": CAPTION, "credit": "أ ف ب", "tags": ["أسواق", "تراث"]},
    ),
    "independent: writer with a role and an account": Case(
        outlet="المستقلة عربية",
        under=f'<div class="author"><a href="/author/9">كمال الصاوي</a> صحافي <a>@kamal_s</a></div><div class="caption">{CAPTION} (رويترز)</div>',
        wanted={"authors": ["كمال الصاوي"], "caption": CAPTION, "credit": "رويترز"},
    ),
    "london daily: place and writer, house in guillemets": Case(
        outlet="الشاطئ الأوسط",
        under='<div class="article-author">القاهرة: محمد العشري</div>',
        body=led("لندن: «الشاطئ الأوسط» "),
        wanted={"authors": ["محمد العشري"], "agency": None, "dateline": "لندن: «الشاطئ الأوسط»"},
    ),
    "cairo daily: كتب with a photographer in the caption": Case(
        outlet="القاهري اليوم",
        head=node(author=person("admin2")),
        under=f'<div class="autoName">كتب: هشام الدسوقي</div><div class="imgcaption">{CAPTION} - تصوير : فؤاد صبري</div>',
        wanted={"authors": ["هشام الدسوقي"], "caption": CAPTION, "credit": "تصوير : فؤاد صبري"},
    ),
    "portal: login in structured data, writer on the page": Case(
        outlet="بوابة الضفة",
        head=node(author=person("huda.k")),
        under='<div class="post-author">كتبت- منى الشامي</div>',
        wanted={"authors": ["منى الشامي"]},
    ),
    "portal: the account's owner is not the writer": Case(
        outlet="بوابة الضفة",
        head=node(author=person("رامي ناصيف")),
        under='<p class="post-info">بقلم: د. سعاد الخطيب</p>',
        wanted={"authors": ["سعاد الخطيب"]},
    ),
    "portal: an editor's name does not outweigh the writer's": Case(
        outlet="بوابة الضفة",
        head=node(author=person("رامي ناصيف")),
        body=[*BODY, "تحرير: سعاد الخطيب"],
        wanted={"authors": ["رامي ناصيف"]},
    ),
    "maghreb site: من طرف": Case(
        outlet="لو تسعة",
        under='<div class="byline">من طرف <a href="/author/y">ياسين البقالي</a> <time datetime="2026-11-22T14:30:00Z">في 22/11/2026 على الساعة 14:30</time></div>',
        wanted={"authors": ["ياسين البقالي"]},
    ),
    "algerian daily: initial and family name": Case(
        outlet="الشاطئ اليومي",
        under='<div class="author">ب. يعقوبي</div>',
        wanted={"authors": ["ب. يعقوبي"]},
    ),
    "beirut daily: the house as source": Case(
        outlet="الصبح",
        under='<div class="article__author">المصدر: "الصبح"</div>',
        wanted={"authors": [], "agency": None},
    ),
    "wordpress with yoast: written by": Case(
        outlet="خبر الساحل",
        head='<meta name="twitter:label1" content="كُتب بواسطة"><meta name="twitter:data1" content="ريم العاصي"><meta name="twitter:label2" content="وقت القراءة"><meta name="twitter:data2" content="3 دقائق">',
        wanted={"authors": ["ريم العاصي"]},
    ),
    "wordpress: category link and menu ancestor": Case(
        outlet="خبر الساحل",
        above='<ul class="menu"><li class="menu-item current-post-ancestor"><a href="/?cat=4">تقارير</a></li><li class="menu-item"><a href="/?cat=5">صحة</a></li></ul>',
        wanted={"section": "تقارير"},
    ),
    "menu item highlighted as the place we are in": Case(
        outlet="الشبكة الدولية",
        url="https://net.example/2013/middle_east/8/3/old.market/index.html",
        above='<ul><li><a class="nav-on" href="/">الرئيسية</a></li><li><a class="nav-on" href="/middle_east/">الشرق</a></li><li><a href="/sport/">رياضة</a></li></ul>',
        wanted={"section": "الشرق"},
    ),
    "latin section in the meta, arabic breadcrumb": Case(
        outlet="الشبكة الدولية",
        head='<meta property="article:section" content="middle-east">' + node(articleSection="الشرق"),
        wanted={"section": "الشرق"},
    ),
    "general word first, section after": Case(
        outlet="الشبكة الدولية",
        above='<div class="breadcrumb"><a href="/">الرئيسية</a> <a href="/n">أخبار</a></div>',
        head='<meta property="article:section" content="محليات">',
        wanted={"section": "محليات"},
    ),
    "tags line and hashtags cut from the body": Case(
        outlet="وكالة التلال",
        body=[*BODY, "كلمات مفتاحية: أسواق، تراث، المرفأ"],
        wanted={"tags": ["أسواق", "تراث", "المرفأ"]},
    ),
    "tags repeat section and site": Case(
        outlet="خبر الساحل",
        above='<div class="breadcrumb"><a href="/">الرئيسية</a> <a href="/m">محليات</a></div>',
        after='<div class="tags"><a rel="tag" href="/1">محليات</a><a rel="tag" href="/2">خبر الساحل</a><a rel="tag" href="/3">#السوق_القديمة</a></div>',
        wanted={"tags": ["السوق القديمة"], "section": "محليات"},
    ),
    "keywords of the whole site": Case(
        outlet="خبر الساحل",
        head='<meta name="keywords" content="أخبار, خبر الساحل, سياسة, رياضة, اقتصاد">',
        wanted={"tags": []},
    ),
    "logo for a picture": Case(
        outlet="خبر الساحل",
        head='<meta property="og:image" content="https://www.outlet.example/img/site-logo.png">',
        under=f'<figure><img srcset="/a-300.jpg 300w, /a-1200.jpg 1200w" src="/a-300.jpg"><figcaption>{CAPTION} - أرشيف (رويترز)</figcaption></figure>',
        wanted={"image_url": "https://www.outlet.example/a-1200.jpg", "caption": f"{CAPTION} - أرشيف", "credit": "رويترز"},
    ),
    "nothing but a credit under the picture": Case(
        outlet="سبوت عربي",
        under='<figure><img src="/a.jpg"><figcaption>© REUTERS / SALEM ODEH</figcaption></figure>',
        wanted={"caption": "© REUTERS / SALEM ODEH", "credit": "REUTERS / SALEM ODEH"},
    ),
    "jordanian agency": Case(outlet="خبر", body=led("عمان 22 تشرين الثاني (بترا)- ", "--(بترا)"), wanted={"agency": "بترا", "dateline": "عمان 22 تشرين الثاني (بترا)"}),
    "palestinian agency": Case(outlet="خبر", body=led("رام الله 22-11-2026 وفا- "), wanted={"agency": "وفا", "dateline": "رام الله 22-11-2026 وفا"}),
    "bethlehem agency": Case(outlet="خبر", body=led("بيت لحم- معا- "), wanted={"agency": "معا", "dateline": "بيت لحم- معا"}),
    "emirati agency": Case(outlet="خبر", body=led("أبوظبي في 22 نوفمبر / وام / "), wanted={"agency": "وام"}),
    "qatari agency": Case(outlet="خبر", body=led("الدوحة في 22 نوفمبر /قنا/ "), wanted={"agency": "قنا"}),
    "kuwaiti agency": Case(outlet="خبر", body=led("الكويت - 22 - 11 (كونا) -- "), wanted={"agency": "كونا"}),
    "moroccan agency": Case(outlet="خبر", body=led("الرباط /22 نونبر 2026 (ومع)/ "), wanted={"agency": "ومع"}),
    "tunisian agency": Case(outlet="خبر", body=led("تونس 22 نوفمبر 2026 (وات) - "), wanted={"agency": "وات"}),
    "sudanese agency": Case(outlet="خبر", body=led("الخرطوم 22-11-2026 (سونا) - "), wanted={"agency": "سونا"}),
    "chinese agency, no dash": Case(outlet="خبر", body=led("بكين 22 نوفمبر 2026 (شينخوا) "), wanted={"agency": "شينخوا"}),
    "anadolu: the reporter stands in the dateline": Case(
        outlet="خبر", body=["إسطنبول / محمد شيخو / الأناضول", *BODY], wanted={"agency": "الأناضول", "authors": ["محمد شيخو"]}
    ),
    "egyptian province, no agency": Case(outlet="خبر", under='<div class="byline">قنا - محمد عبادي</div>', wanted={"agency": None, "authors": ["محمد عبادي"]}),
    "byline with its day": Case(
        outlet="خبر الساحل", under='<div class="byline">منى الشامي الأحد 22 نوفمبر 2026</div>', wanted={"authors": ["منى الشامي"]}
    ),
    "source stated in the head": Case(
        outlet="خبر الساحل",
        head='<meta name="source" content="رويترز">' + node(author=person("منى الشامي")),
        wanted={"authors": ["منى الشامي"], "agency": "رويترز"},
    ),
    "writer and agency in one list": Case(
        outlet="خبر الساحل",
        head=node(author=[person("منى الشامي"), {"@type": "Organization", "name": "AFP"}]),
        wanted={"authors": ["منى الشامي"], "agency": "فرانس برس"},
    ),
    "breadcrumb ends in «details»": Case(
        outlet="خبر الساحل",
        above='<ol class="breadcrumb"><li>أنت هنا</li><li><a href="/">الرئيسية</a></li><li><a href="/n">أخبار</a></li><li><a href="/n/l">أخبار محلية</a></li><li>تفاصيل الخبر</li></ol>',
        wanted={"section": "أخبار محلية"},
    ),
    "breadcrumb with the headline cut short": Case(
        outlet="خبر الساحل",
        above='<nav class="breadcrumbs"><a href="/">الرئيسية</a><span>»</span><a href="/n">محليات</a><span>»</span><span>بلدية المرفأ تعيد فتح...</span></nav>',
        wanted={"section": "محليات"},
    ),
    "amp page": Case(
        outlet="خبر",
        url="https://www.outlet.example/amp/2026/11/22/old-market?utm_source=x",
        head='<link rel="canonical" href="https://www.outlet.example/2026/11/22/old-market?utm_medium=feed">',
        wanted={"canonical_url": "https://www.outlet.example/2026/11/22/old-market"},
    ),
    "home page's head; structured data knows the address": Case(
        outlet="خبر",
        url="",
        title="خبر",
        head=f'<link rel="canonical" href="https://www.outlet.example"><meta property="og:url" content="https://www.outlet.example/">{node(mainEntityOfPage={"@id": "https://www.outlet.example/old-market/"})}',
        wanted={"canonical_url": "https://www.outlet.example/old-market/"},
    ),
    "section heading as h1, headline unmarked": Case(
        outlet="خبر", above='<h1 class="sec">محليات</h1>', wanted={"headline": TITLE}
    ),
}  # fmt: skip


def read(case: Case) -> dict[str, Any]:
    outlet = Outlet(
        id="case", name_ar=case.outlet, name_en="Case", country="LB", timezone="Asia/Beirut", home="https://www.outlet.example/"
    )
    tag = "div" if "<h1" in case.above else "h1"
    markup = (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{case.title} - {case.outlet}</title>{case.head}</head><body>{MENU}'
        f'{case.above}<article><{tag} class="entry-title">{TITLE}</{tag}>{case.under}<div class="article-body">{p(*case.body)}</div>{case.after}</article>'
        f'<div class="related"><h3>ذات صلة</h3><a href="/x">{OTHER[0]}</a></div>{FOOTER}</body></html>'
    )
    got = article_json(extractor.extract(Page(url=case.url, body=markup.encode(), fetched=NOW), outlet))
    image = got["image"] or {}
    return got | {"caption": image.get("caption"), "credit": image.get("credit"), "image_url": image.get("url")}


@pytest.mark.parametrize("name", CASES)
def test_what_the_page_says(name: str) -> None:
    got = read(CASES[name])
    assert {key: got[key] for key in CASES[name].wanted} == CASES[name].wanted


@pytest.mark.parametrize("name", CASES)
def test_the_story_alone_is_the_body(name: str) -> None:
    assert read(CASES[name])["body"].split("\n\n") == BODY
