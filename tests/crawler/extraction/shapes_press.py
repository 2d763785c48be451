"""More pages, of agencies and newspapers: datelines, Hijri dates, Maghreb months, a house's own name before the text."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

from tests.crawler.extraction.shapes import BODY, FOOTER, LEAD, MENU, OTHER, TITLE, Shape, html, p

STATE_AGENCY = Shape(
    outlet="سانا",
    url="https://sana.example/?p=2154789",
    country="SY",
    timezone="Asia/Damascus",
    markup=html(
        f"""{MENU}<div id="main-content"><article id="the-post" class="container-wrapper post-content"><header class="entry-header-outer"><nav id="breadcrumb"><a href="/">الصفحة الرئيسية</a><em class="delimiter">/</em><a href="/?cat=7">محافظات</a><em class="delimiter">/</em><span class="current">{TITLE}</span></nav>
<div class="entry-header"><h1 class="post-title entry-title">{TITLE}</h1><div id="single-post-meta" class="post-meta"><span class="date meta-item">2026-11-22</span></div></div></header>
<div class="entry-content entry clearfix"><p>اللاذقية-سانا</p>{p(*BODY)}<p>رشا رسلان</p><p>متابعة أخبار سانا على تلغرام https://t.me/SyrianArabNewsAgency</p></div>
<div id="share-buttons-bottom" class="share-buttons"><a href="#">فيسبوك</a><a href="#">تويتر</a></div></article><div id="related-posts"><h3>مقالات ذات صلة</h3><div><a href="/1">{OTHER[0]}</a></div></div></div>{FOOTER}""",
        title=f"{TITLE} – S A N A",
    ),
    wanted={"dateline": "اللاذقية-سانا", "agency": "سانا", "section": "محافظات", "authors": ["رشا رسلان"]},
)

SLASHED = Shape(
    outlet="الوكالة الوطنية للإعلام",
    url="https://www.nna-leb.example/ar/محليات/812345/السوق-القديمة",
    markup=html(
        f"""{MENU}<div class="news-details"><div class="d-flex"><a href="/ar/محليات">محليات</a><span>22 تشرين الثاني 2026 14:30</span></div><h1 class="news-title">{TITLE}</h1>
<div class="share">شارك <span>فيسبوك</span></div><div class="news-text"><div>وطنية - المرفأ - {BODY[0]}<br><br>{BODY[1]}<br><br>{BODY[2]}<br><br>{BODY[3]}<br><br>===========ر.م</div></div></div>
<div class="side"><h4>آخر الأخبار</h4><ul><li>14:20 <a href="/1">{OTHER[0]}</a></li><li>14:10 <a href="/2">{OTHER[1]}</a></li></ul></div>{FOOTER}""",
        title=f"الوكالة الوطنية للإعلام - {TITLE}",
    ),
    wanted={
        "dateline": "وطنية - المرفأ",
        "agency": "الوكالة الوطنية للإعلام",
        "section": "محليات",
        "published": "2026-11-22T12:30:00Z",
        "evidence": "visible",
    },
)

MOROCCO = Shape(
    outlet="مغرب بريس",
    url="https://www.maghrebpress.example/السوق-القديمة-1437221.html",
    country="MA",
    timezone="Africa/Casablanca",
    markup=html(
        f"""{MENU}<article class="post"><div class="breadcrumb"><a href="/">الرئيسية</a> / <a href="/societe">مجتمع</a></div><h1 class="post-title">{TITLE}</h1>
<div class="post-thumbnail"><figure><img src="/files/souk.jpg"><div class="figcaption">صورة: منير محيمدات</div></figure></div>
<div class="post-meta row"><div class="author"><span><a href="/auteur/mp">مغرب بريس - أمين الخياري</a></span></div><span class="date-post">الأحد 22 نونبر 2026 - 14:30</span></div>
<div class="article-content">{p(*BODY)}<p class="nl">توصل بأهم أخبارنا <a href="https://whatsapp.com/channel/9">عبر واتساب</a></p></div>
<section class="box-tags"><ul class="tags"><li><a href="/tag/a">الأسواق</a></li><li><a href="/tag/b">التراث</a></li></ul></section>
<div id="comments" class="comments-area"><h3>تعليقات الزوار</h3><ul class="comment-list"><li><div class="comment-text"><p>مبادرة طيبة، وننتظر ترميم الأسوار أيضاً في أقرب وقت ممكن إن شاء الله.</p></div></li></ul></div></article>{FOOTER}""",
        title=f"{TITLE} - مغرب بريس",
    ),
    wanted={"authors": ["أمين الخياري"], "section": "مجتمع", "tags": ["الأسواق", "التراث"], "published": "2026-11-22T13:30:00Z"},
)

OWN_NAME = Shape(
    outlet="أخبارنا المغاربية",
    url="https://www.akhbarmgh.example/mobile/maroc/398211.html",
    country="MA",
    timezone="Africa/Casablanca",
    markup=html(
        f"""{MENU}<div id="article_wrap"><div id="article_holder"><h1 class="page_title">{TITLE}</h1><div class="story_info"><span class="story_date">22 نوفمبر 2026 - 14:30</span></div>
<div id="article_body"><div class="story_img"><img src="/files/souk.jpg"></div><p><strong>أخبارنا المغاربية - المرفأ</strong></p>{p(*BODY)}</div></div>
<div class="comments_box"><h2>عدد التعليقات (3 تعليق)</h2><div>أضف تعليقك</div><div class="comment">الله يعطي الصحة للجميع على هذا العمل الجيد والمفيد لساكنة المدينة</div></div></div>{FOOTER}""",
        title=f"أخبارنا المغاربية | {TITLE}",
    ),
    wanted={"dateline": "أخبارنا المغاربية - المرفأ", "agency": None, "published": "2026-11-22T13:30:00Z"},
)

FROM_CITY = Shape(
    outlet="إيلاج",
    url="https://elaj.example/Web/News/2026/11/1551234.html",
    country="GB",
    timezone="Europe/London",
    markup=html(
        f"""{MENU}<article itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1><h2 class="sub">{LEAD}</h2><meta itemprop="datePublished" content="2026-11-22T14:30:00Z">
<div class="author"><span itemprop="author">نهى الراوي</span></div><div itemprop="articleBody"><p><span>إيلاج من بيروت:</span> {BODY[0]}</p>{p(*BODY[1:])}</div></article>{FOOTER}""",
        title=f"{TITLE} - Elaj - إيلاج",
    ),
    wanted={"dateline": "إيلاج من بيروت", "agency": None, "authors": ["نهى الراوي"], "standfirst": LEAD},
)

HIJRI = Shape(
    outlet="عكاف",
    url="https://www.okaf.example/news/local/2219876",
    country="SA",
    timezone="Asia/Riyadh",
    markup=html(
        f"""{MENU}<div class="article-page"><div class="bread"><a href="/">الرئيسية</a> <a href="/news/local">محليات</a></div><h2 class="kicker">محليات</h2><h1 class="title">{TITLE}</h1>
<div class="article-date">الأحد 12 جمادى الآخرة 1448 هـ - 22 نوفمبر 2026 م 02:30</div><div class="writer"><a class="author" href="/author/5">وليد الحارثي</a> (جدة)</div>
<div class="article-body" id="article-text">{p(*BODY)}<p>للاشتراك في نشرة عكاف: أدخل بريدك الإلكتروني</p></div></div>{FOOTER}""",
        title=f"{TITLE} - أخبار السعودية | صحيفة عكاف",
    ),
    wanted={"authors": ["وليد الحارثي"], "section": "محليات", "published": "2026-11-21T23:30:00Z"},
)

PAPER = Shape(
    outlet="القدس اللندنية",
    url="https://www.alquds.example/السوق-القديمة/",
    country="GB",
    timezone="Europe/London",
    markup=html(
        f"""{MENU}<div id="content"><h1 class="entry-title">{TITLE}</h1><div class="meta-info"><div class="td-module-date"><time class="entry-date" datetime="2026-11-22T14:30:00+00:00">22 - نوفمبر - 2026</time></div></div>
<div class="td-post-content"><div class="author-name">سعد الياسين</div><div class="td-post-featured-image"><figure><a href="/souk.jpg"><img src="/souk.jpg"></a><figcaption class="wp-caption-text">الزوار في أول أيام الافتتاح (أ ف ب)</figcaption></figure></div>
<p><span style="color:#f00">بيروت – «القدس اللندنية»:</span> {BODY[0]}</p>{p(BODY[1])}<h3>موسم الأعياد</h3>{p(*BODY[2:])}<p>(وكالات)</p></div></div>{FOOTER}""",
        title=f"{TITLE} | القدس اللندنية",
    ),
    body=[*BODY[:2], "موسم الأعياد", *BODY[2:]],
    wanted={
        "dateline": "بيروت – «القدس اللندنية»",
        "agency": "وكالات",
        "authors": ["سعد الياسين"],
        "captions": ["الزوار في أول أيام الافتتاح"],
        "credit": "أ ف ب",
    },
)
