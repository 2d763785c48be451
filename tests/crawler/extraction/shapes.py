"""Pages in the manner of well-known systems of Arabic outlets: their structure, our own words; each with what a reader sees.

No page is copied; names of people and places stand for nobody. `Shape.wanted` holds the keys of the Article JSON that matter.
"""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TITLE = "بلدية المرفأ تعيد فتح السوق القديمة بعد ترميم دام عامين"
BODY = [
    "أعادت بلدية المرفأ، الأحد، فتح السوق القديمة أمام الزوار بعد أعمال ترميم استمرت عامين كاملين وشملت أكثر من مئة متجر.",
    "وقال رئيس البلدية سالم العوض إن المشروع حافظ على الأسقف الخشبية والأقواس الحجرية، مضيفاً أن كلفته بلغت أربعة ملايين.",
    "وشارك في حفل الافتتاح عشرات الحرفيين الذين عرضوا منتجاتهم، فيما تابع الأهالي فقرات موسيقية امتدت حتى المساء.",
    "وتتوقع البلدية أن تستقبل السوق ثلاثة آلاف زائر في اليوم خلال موسم الأعياد، بحسب بيان وزعته على الصحفيين.",
]
OTHER = ["الميناء يستقبل أولى سفن الشحن هذا العام", "انطلاق مهرجان الزيتون في القرى الجبلية المجاورة"]
LEAD = "مئة متجر وأسقف خشبية عمرها قرنان تستقبل الزوار من جديد"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    outlet: str
    """Arabic name of the outlet that has the page."""
    markup: str
    url: str
    wanted: dict[str, Any] = field(default_factory=dict)
    body: list[str] = field(default_factory=lambda: list(BODY))
    country: str = "LB"
    timezone: str = "Asia/Beirut"


def p(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def html(body: str, *, title: str, head: str = "") -> str:
    return f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


MENU = '<header><a href="/">الرئيسية</a><nav><ul><li><a href="/news">أخبار</a></li><li><a href="/sport">رياضة</a></li><li><a href="/live">البث الحي</a></li></ul></nav></header>'
FOOTER = '<footer><ul><li><a href="/about">من نحن</a></li><li><a href="/contact">اتصل بنا</a></li></ul><p>جميع الحقوق محفوظة</p></footer>'

WYSIWYG = Shape(
    outlet="الساحة نت",
    url="https://www.assaha.example/news/2026/11/22/السوق-القديمة",
    markup=html(
        f"""{MENU}<main id="main-content-area"><div class="article-header"><div class="breadcrumbs"><div class="topics">
<a href="/news/">أخبار</a>|<a href="/where/lebanon/">لبنان</a></div></div><header class="article-header"><h1>{TITLE}</h1>
<p class="article__subhead"><em>{LEAD}</em></p></header>
<figure class="article-featured-image"><div class="responsive-image"><img src="/wp-content/uploads/2026/11/souk.jpg?resize=770%2C513" alt=""></div>
<figcaption>الزوار في أول أيام الافتتاح (رويترز)</figcaption></figure>
<div class="article-info-block"><div class="article-dates"><div class="date-simple"><span class="screen-reader-text">Published On 22/11/2026</span><span aria-hidden="true">22/11/2026</span></div></div>
<div class="article-b-l"><span>شارِكْ</span><button>facebook</button><button>حفظ</button></div></div></div>
<div class="wysiwyg wysiwyg--all-content css-ibbk12" aria-live="polite" aria-atomic="true">{p(*BODY[:2])}
<div class="more-on"><h2 class="more-on__heading">اقرأ أيضا</h2><span class="screen-reader-text">list of 2 items</span>
<ul class="more-on__list"><li class="more-on__item"><a href="/a"><span class="screen-reader-text">list 1 of 2</span><h3>{OTHER[0]}</h3></a></li><li class="more-on__item"><a href="/b"><h3>{OTHER[1]}</h3></a></li></ul><span class="screen-reader-text">end of list</span></div>
{p(*BODY[2:])}</div><div class="article-source">المصدر: <span>الساحة + وكالات</span></div>
<section class="trending-articles"><h2>الأكثر قراءة</h2><ol><li><a href="/c">{OTHER[1]}</a></li></ol></section></main>{FOOTER}""",
        title=f"{TITLE} | أخبار | الساحة نت",
        head=f'<meta property="og:type" content="article"><meta name="description" content="{LEAD}"><meta property="og:title" content="{TITLE}">',
    ),
    wanted={
        "standfirst": LEAD,
        "agency": "وكالات",
        "section": "لبنان",
        "captions": ["الزوار في أول أيام الافتتاح"],
        "credit": "رويترز",
        "published": "2026-11-22T00:00:00Z",
        "precision": "day",
    },
)

HASHED = Shape(
    outlet="إذاعة الجزر عربي",
    url="https://www.aljuzur.example/arabic/articles/c1dvq5r7l2lo",
    markup=html(
        f"""{MENU}<main role="main" class="css-1pu2g1k"><div dir="rtl" class="css-0"><h1 id="content" tabindex="-1" class="css-1x5b7ob e1p3">{TITLE}</h1></div>
<div class="css-1qn0xuy"><figure class="css-1x9gw1k"><div class="css-1qj"><img src="https://ichef.aljuzur.example/ace/ws/640/souk.jpg"><p class="css-17k"><span class="visually-hidden-text css-1w">مصدر الصورة، </span>Getty Images</p></div>
<figcaption class="css-6t"><span class="visually-hidden-text css-1w">التعليق على الصورة، </span><p dir="rtl" class="css-15">الزوار في أول أيام الافتتاح</p></figcaption></figure></div>
<section role="region" aria-labelledby="article-byline" class="css-1r"><strong class="css-1v" id="article-byline">معلومات عن المقال</strong><ul role="list" class="css-x"><li><div class="css-b"><span class="css-1">المؤلف, </span><span class="css-2">ليان الأسمر</span></div></li><li><span class="css-1">Role, </span><span class="css-3">إذاعة الجزر عربي</span></li></ul></section>
<div class="css-k"><time datetime="2026-11-22" class="css-t">22 نوفمبر/ تشرين الثاني 2026</time></div>
{"".join(f'<div dir="rtl" class="css-19j"><p dir="rtl" class="css-1a">{line}</p></div>' for line in BODY[:2])}
<section role="region" aria-labelledby="podcasts" class="css-pod"><h2 id="podcasts">يستحق الانتباه</h2><a href="#end-of-podcasts" class="css-skip">تخطى يستحق الانتباه وواصل القراءة</a><p>شرح معمق لقصة بارزة من أخبار اليوم</p><p tabindex="-1" id="end-of-podcasts" class="css-end">يستحق الانتباه نهاية</p></section>
{"".join(f'<div dir="rtl" class="css-19j"><p dir="rtl" class="css-1a">{line}</p></div>' for line in BODY[2:])}
<section role="region" aria-labelledby="related-content-heading" class="css-rel"><h2 id="related-content-heading">مواضيع ذات صلة</h2><ul><li><a href="/x">{OTHER[0]}</a></li></ul></section></main>{FOOTER}""",
        title=f"{TITLE} - إذاعة الجزر عربي",
        head='<meta property="article:author" content="https://www.facebook.com/aljuzur"><meta property="og:site_name" content="إذاعة الجزر عربي">',
    ),
    wanted={"authors": ["ليان الأسمر"], "captions": ["الزوار في أول أيام الافتتاح"], "published": "2026-11-22T00:00:00Z"},
)

LABELLED_DATE = Shape(
    outlet="القناة الشرقية",
    url="https://arabic.east.example/world/1734518-السوق-القديمة/",
    timezone="UTC",
    markup=html(
        f"""{MENU}<div class="layout__wrapper"><div class="breadcrumbs"><a href="/">الرئيسية</a> <a href="/world/">أخبار العالم</a></div>
<div class="article article_article-page"><div class="publish-date-wrapper"><span class="publish-date">تاريخ النشر: 22.11.2026 | 14:30 GMT</span> <span class="publish-date">آخر تحديث: 22.11.2026 | 15:10 GMT</span></div>
<h1 class="article__heading">{TITLE}</h1><div class="article__cover"><div class="media"><img class="media__item" src="https://mf.east.example/media/pics/2026.11/souk.jpg"></div>
<div class="media-cover__text"><span class="article__cover-title">الزوار في أول أيام الافتتاح</span></div><div class="article__source">Sputnik / <a href="/bank">Karim Sayegh</a></div></div>
<p class="article__summary">{LEAD}.</p><div class="article__share"><span>تابعوا القناة على</span><a href="https://t.me/east"><img src="/i/telegram.svg"></a></div>
<div class="article__text text js-mediator-article">{p(*BODY[:2])}
<div class="read-more-big"><div class="read-more-big__caption">إقرأ المزيد</div><a class="read-more-big__link" href="/z"><img src="/z.jpg"><span class="read-more-big__title">{OTHER[0]}</span></a></div>
{p(*BODY[2:])}<p>المصدر: نوفوستي</p></div><div class="news-tags"><a class="news-tags__link" href="/tags/1">أسواق</a> <a class="news-tags__link" href="/tags/2">تراث</a></div>
<div class="article__follow">تابعوا القناة على <a href="https://t.me/east">Telegram</a></div></div></div>{FOOTER}""",
        title=f"{TITLE} - القناة الشرقية",
    ),
    wanted={
        "agency": "نوفوستي",
        "section": "أخبار العالم",
        "tags": ["أسواق", "تراث"],
        "standfirst": LEAD + ".",
        "published": "2026-11-22T14:30:00Z",
        "modified": "2026-11-22T15:10:00Z",
        "evidence": "visible",
    },
)

BLOCKS = Shape(
    outlet="سبأ عربي",
    url="https://sabaarabi.example/20261122/السوق-القديمة-1095563210.html",
    timezone="UTC",
    markup=html(
        f"""{MENU}<div class="article" data-article-id="1095563210"><div class="article__meta" itemscope itemtype="https://schema.org/NewsArticle"><div itemprop="headline">{TITLE}</div><div itemprop="datePublished">2026-11-22T14:30+0000</div></div>
<div class="article__header"><h1 class="article__title">{TITLE}</h1><div class="article__info"><div class="article__info-date"><a href="/20261122/" class="" title="تاريخ النشر" data-unixtime="1795357800">14:30 GMT 22.11.2026</a></div>
<div class="article__view">نسخ الرابط</div></div><div class="article__announce"><div class="media"><img media-type="ar16x9" src="https://cdn.sabaarabi.example/img/07ea/souk.jpg"><div class="media__copyright"><div class="media__copyright-item m-copyright">© سبأ عربي . KARIM SAYEGH</div></div></div><div class="article__announce-text">{LEAD}</div></div></div>
<div class="article__body"><div class="article__block" data-type="text"><div class="article__text">{BODY[0]}</div></div><div class="article__block" data-type="text"><div class="article__text">{BODY[1]}</div></div>
<div class="article__block" data-type="article"><div class="article__article m-image"><a href="/20261121/x.html" class="article__article-image"><img src="/x.jpg"></a><div class="article__article-desc"><a href="/20261121/x.html" class="article__article-title">{OTHER[0]}</a><div class="article__article-info">أمس, 10:20 GMT</div></div></div></div>
<div class="article__block" data-type="text"><div class="article__text">{BODY[2]}</div></div><div class="article__block" data-type="text"><div class="article__text">{BODY[3]}</div></div></div>
<div class="article__tags"><ul class="tags"><li class="tag"><a href="/tag1" class="tag__text">أسواق</a></li><li class="tag"><a href="/tag2" class="tag__text">تراث</a></li></ul></div></div>{FOOTER}""",
        title=f"{TITLE} - 22.11.2026, سبأ عربي",
    ),
    wanted={"tags": ["أسواق", "تراث"], "standfirst": LEAD, "published": "2026-11-22T14:30:00Z"},
)

PORTAL = Shape(
    outlet="اليوم العاشر",
    url="https://www.tenth.example/story/2026/11/22/السوق-القديمة/6812345",
    country="EG",
    timezone="Africa/Cairo",
    markup=html(
        f"""{MENU}<div class="container"><div class="row"><div class="col-md-8"><div class="articleCont"><div class="breadcumb"><a href="/">الرئيسية</a> <a href="/Section/محافظات/296/1">محافظات</a></div>
<div class="articleHeader"><h1>{TITLE}.. صور</h1><span class="newsStoryDate">الأحد، 22 نوفمبر 2026 02:30 م</span><div class="img-cont"><img src="https://img.tenth.example/large/souk.jpg" alt="" class="img-responsive"><span class="img-cap">الزوار في أول أيام الافتتاح</span></div>
<span class="writeBy"> كتب حسين درويش</span></div><div id="articleBody"><p>{BODY[0]}</p><p>{BODY[1]}</p><p>&nbsp;</p><p><strong>اقرأ أيضا..</strong></p><p><a href="/s/1"><strong>{OTHER[0]}</strong></a></p><p>{BODY[2]}</p>
<div id="divAd"><div class="ads">إعلان</div></div><p>{BODY[3]}</p><p>&nbsp;</p><div style="text-align:center"><img src="/large/2.jpg" alt="صورة"></div><p style="text-align:center">صورة من السوق</p><p><a href="https://whatsapp.com/channel/1"><strong>اشترك في قناة اليوم العاشر على واتساب</strong></a></p></div>
<div class="tags"><a href="/Tags/Index?id=1">السوق القديمة</a><a href="/Tags/Index?id=2">المرفأ</a></div></div></div><div class="col-md-4"><h3>الأكثر قراءة</h3><div class="most"><a href="/1">{OTHER[1]}</a></div></div></div></div>{FOOTER}""",
        title=f"{TITLE}.. صور - اليوم العاشر",
    ),
    wanted={
        "headline": f"{TITLE}.. صور",
        "authors": ["حسين درويش"],
        "section": "محافظات",
        "tags": ["السوق القديمة", "المرفأ"],
        "captions": ["الزوار في أول أيام الافتتاح", "صورة من السوق"],
        "published": "2026-11-22T12:30:00Z",
    },
)
