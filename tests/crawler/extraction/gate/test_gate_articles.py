"""Pages that look like none and are articles: short, odd, old-fashioned, or about the very things walls speak of. Written by us."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from news.article import Page
from tests.crawler import pages
from tests.crawler.pages import BODY, OUTLET, PARAGRAPHS, TITLE, jsonld

NAV = (
    "<header><a href='/'>أخبار المثال</a><nav>"
    + "".join(f"<a href='/s{n}'>قسم {n}</a> " for n in range(9))
    + "<a href=/login>تسجيل الدخول</a></nav></header>"
)
LATEST = (
    "<div class=sidebar><h3>آخر الأخبار</h3><ul>"
    + "".join(f"<li><a href='/n/{n}'>خبر من الأخبار الأخيرة رقم {n}</a></li>" for n in range(9))
    + "</ul></div>"
)
FOOTER = "<footer>جميع الحقوق محفوظة <a href='/about'>من نحن</a></footer>"
TIME = "<time datetime='2026-11-20T18:30:00+03:00'>20 تشرين الثاني 2026</time>"
HOST = "https://news.example.org"
QUIZ = "".join(
    f"<p><strong>س: ما رأيكم في القضية رقم {n} التي تشغل الناس هذه الأيام؟</strong></p><p>ج: نرى أن الحل يبدأ من الحوار، وقد قلنا ذلك في أكثر من مناسبة، ولا بديل عنه في ظروفنا.</p>"
    for n in range(4)
)
RATES = (
    "<table>"
    + "".join(
        f"<tr><td>{name}</td><td>{n}.20</td><td>{n}.45</td></tr>"
        for n, name in enumerate(("الدولار", "اليورو", "الريال السعودي", "الدينار الكويتي", "الجنيه"))
    )
    + "</table>"
)
PRAYERS = (
    "<ul>"
    + "".join(f"<li>{name}: {n}:15</li>" for n, name in enumerate(("الفجر", "الشروق", "الظهر", "العصر", "المغرب", "العشاء"), 4))
    + "</ul>"
)
POEM = "".join(
    f"<p>{line}</p>"
    for line in (
        "يا دارُ ما فعلت بنا الأيامُ",
        "ضاعت على أبوابك الأحلامُ",
        "كنا هنا والليل يحرس سرّنا",
        "واليوم يحرس سرّنا الآلامُ",
        "قولي لمن رحلوا بغير وداعهم",
        "إن الرحيل وإن يطلْ إلمامُ",
    )
)
LIVE = "".join(
    f"<div class=update><time datetime='2026-11-20T1{n}:05:00+03:00'>1{n}:05</time><p>تطور جديد في الجلسة رقم {n}: الوزراء يواصلون النقاش في بنود الموازنة ولا اتفاق حتى الآن.</p></div>"
    for n in range(8)
)
NEWS = jsonld(**{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20T18:30:00+03:00"})


def site(
    title: str, inner: str, *, head: str = "", body_class: str = "", url: str = pages.URL, before: str = TIME, after: str = ""
) -> Page:
    """An article inside the site's own template."""
    main = f"<article><h1>{title}</h1>{before}<div class=entry-content>{inner}</div>{after}</article>"
    return pages.page(
        f"{NAV}<main>{main}</main>{LATEST}{FOOTER}", title=f"{title} - أخبار المثال", head=head, body_class=body_class, url=url
    )


ARTICLES: dict[str, tuple[Page, str, str]] = {
    # about walls
    "about a 404 page": (site("خطأ 404: كيف صارت الصفحة غير موجودة نكتة على الإنترنت", PARAGRAPHS * 2), "article", BODY[0]),
    "a film named 404": (site("404 - فيلم جديد يثير الجدل في المهرجان", f"<p>{BODY[0]}</p>"), "article", BODY[0]),
    "about a ministry's site under maintenance": (site("الموقع تحت الصيانة.. وزارة التعليم توضح", "<p>أوضحت وزارة التعليم أن الموقع تحت الصيانة حتى مساء اليوم بسبب الضغط على نتائج الطلاب.</p>"), "article", "أوضحت"),
    "a short note on maintenance": (site("خدمات البنك المركزي تتوقف الجمعة لأعمال صيانة مجدولة", "<p>أعلن البنك المركزي توقف خدماته الجمعة بسبب أعمال صيانة مجدولة للأنظمة.</p>"), "article", "أعلن"),
    "about robots": (site("هل أنت روبوت؟ لماذا تسألنا المواقع هذا السؤال", PARAGRAPHS * 2), "article", BODY[0]),
    "about captcha, short": (site("شركة تقنية تلغي اختبار «أنا لست برنامج روبوت»", "<p>أعلنت الشركة أنها ستلغي الاختبار الذي يطلب من الزوار تأكيد أنك لست روبوتا قبل الدخول.</p>"), "article", "أعلنت"),
    "about cookies": (site("ما هي ملفات تعريف الارتباط ولماذا نقبلها؟", f"<p>تقول لنا المواقع: نستخدم ملفات تعريف الارتباط، ونحن نضغط قبول الكل ولا نقرأ.</p>{PARAGRAPHS}"), "article", "تقول لنا"),
    "about subscriptions": (site("صحيفة تطلق نسخة للمشتركين فقط", f"<p>قالت الصحيفة إن نسختها الجديدة ستكون للمشتركين فقط ابتداء من الشهر المقبل.</p><p>{BODY[0]}</p>"), "article", "قالت"),
    "about a domain for sale": (site("هذا النطاق للبيع: تجارة الأسماء على الشبكة", PARAGRAPHS), "article", BODY[0]),
    "about log-in": (site("تسجيل الدخول بالبصمة يصل إلى هواتف جديدة", f"<p>{BODY[0]}</p>"), "article", BODY[0]),
    "access denied as a book": (site("تم رفض الوصول: رواية عن زمن الحواجز", f"<p>{BODY[1]}</p>"), "article", BODY[1]),
    "about a search without results": (site("البحث عن المفقودين: لم يتم العثور على أي ناجين حتى الآن", "<p>قالت فرق الإنقاذ إنه لم يتم العثور على أي ناجين تحت الأنقاض حتى مساء الجمعة.</p>"), "article", "فرق الإنقاذ"),
    "English, about an outage": (site("Internal server error: how one typo stopped the railways", "<p>The railway company said on Friday that a typing mistake in a file stopped all trains for three hours in the north.</p><p>It apologised to passengers and announced a full review of the procedures that led to the failure.</p>", head="<meta property='og:type' content=article>"), "article", "The railway"),
    # walls' furniture on an honest page
    "cookie banner": (site(TITLE, f"<p>{BODY[0]}</p>", after="<div>نستخدم ملفات تعريف الارتباط لتحسين تجربتك. قبول الكل</div>"), "article", BODY[0]),
    "captcha in the comment form": (site(TITLE, f"<p>{BODY[0]}</p>", after="<form class=comment-form><div class=g-recaptcha></div><input name=x></form>"), "article", BODY[0]),
    "Cloudflare's script": (pages.page(f"<h1>{TITLE}</h1>{TIME}<p>{BODY[0]}</p><script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>"), "article", BODY[0]),
    "hidden log-in box": (site(TITLE, f"<p>{BODY[0]}</p>", after="<div class='modal login'><h2>تسجيل الدخول</h2><form><input type=password></form></div>"), "article", BODY[0]),
    "noscript line": (site(TITLE, f"<p>{BODY[0]}</p>", after="<noscript>Please enable JavaScript to view the comments.</noscript>"), "article", BODY[0]),
    "not free, and whole": (site(TITLE, PARAGRAPHS * 4, head=jsonld(**{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20", "isAccessibleForFree": False})), "article", BODY[3]),
    "not free, short and whole": (site(TITLE, PARAGRAPHS, head=jsonld(**{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20", "isAccessibleForFree": "False"})), "article", BODY[3]),
    "a call to subscribe below": (site(TITLE, PARAGRAPHS, after="<p>اشترك في نشرتنا البريدية</p>"), "article", BODY[3]),
    "ends in dots": (site("رسالة إلى أمي", f"<p>{BODY[0][:-1]}...</p>", body_class="single"), "article", BODY[0][:30]),
    "reloads itself": (site(TITLE, f"<p>{BODY[0]}</p>", head="<meta http-equiv=refresh content=600>"), "article", BODY[0]),
    "reloads itself, by address": (site(TITLE, "<p>انعقدت الجلسة.</p>", head="<meta http-equiv=refresh content='300;url=?r=1'>", body_class="single"), "article", "انعقدت"),
    # short ones
    "urgent, one line": (site("عاجل | انفجار في وسط العاصمة", "<p>انفجار يهز وسط العاصمة.</p>"), "flash", "انفجار"),
    "urgent, headline alone": (site("عاجل: وقف إطلاق النار يبدأ منتصف الليل", "", body_class="single single-post postid-5"), "flash", ""),
    "urgent by section": (site("الرئيس يعلن تشكيل الحكومة الجديدة", "<p>الرئيس يعلن تشكيل الحكومة الجديدة من 24 وزيرا.</p>", head="<meta property='article:section' content=عاجل>"), "flash", "24"),
    "one sentence": (site("هزة أرضية خفيفة تضرب الساحل فجر اليوم", "<p>ضربت هزة أرضية خفيفة بقوة 3.1 الساحل فجر اليوم دون أضرار.</p>"), "article", "هزة"),
    "obituary": (site("الحاج أحمد المثال في ذمة الله", "<p>انتقل إلى رحمة الله تعالى الحاج أحمد المثال عن عمر ناهز الثمانين عاما، إنا لله وإنا إليه راجعون.</p>"), "article", "انتقل"),
    "prayer times": (site("مواقيت الصلاة في العاصمة اليوم الجمعة", f"<p>ننشر مواقيت الصلاة في العاصمة اليوم.</p>{PRAYERS}"), "article", "الفجر"),
    "exchange rates": (site("أسعار صرف العملات اليوم الجمعة", f"<p>سجلت أسعار الصرف صباح اليوم:</p>{RATES}"), "article", "الدولار"),
    "poem": (site("يا دار", POEM), "article", "يا دارُ"),
    "caricature": (site("كاريكاتير اليوم", "<figure><img src=/c.jpg width=900></figure>", body_class="single single-post"), "gallery", ""),
    "infographic with a caption": (site("إنفوغراف: أرقام الموازنة في صورة", "<figure><img src=/i.png width=900><figcaption>أرقام الموازنة كما أعلنتها وزارة المالية</figcaption></figure>", body_class="single single-post"), "gallery", ""),
    # forms of their own
    "column": (site("في معنى الصبر", f"<p>محمد الأحمد</p>{PARAGRAPHS}", head="<meta name=author content='محمد الأحمد'>"), "article", BODY[0]),
    "interview": (site("وزير سابق لـ«المثال»: الحوار هو الحل", QUIZ), "article", "ج: نرى"),
    "liveblog by its type": (site("تغطية مباشرة: جلسة الموازنة", LIVE, head=jsonld(**{"@type": "LiveBlogPosting", "headline": "تغطية مباشرة: جلسة الموازنة"})), "liveblog", "تطور"),
    "liveblog by its headline and its times": (site("لحظة بلحظة.. جلسة الموازنة", LIVE), "liveblog", "تطور"),
    "an article that says «live»": (site("الرئيس في بث مباشر: لا تراجع عن الموازنة", PARAGRAPHS), "article", BODY[0]),
    "video with a line": (site(TITLE, "<p>شاهد ما جرى.</p><iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"), "video", "شاهد"),
    "video alone": (site(TITLE, "<video src=/v.mp4></video>", body_class="single single-post"), "video", ""),
    "video by JSON-LD": (site(TITLE, "<div class=player></div>", head=jsonld(**{"@type": "VideoObject", "name": TITLE, "uploadDate": "2026-11-20", "contentUrl": f"{HOST}/v.mp4"}), body_class="single"), "video", ""),
    "gallery": (site("صور من الاحتفال", "".join(f"<figure><img src=/{n}.jpg width=800></figure>" for n in range(6)), body_class="single"), "gallery", ""),
    # systems
    "custom, no head at all": (pages.page(f"<div id=top><a href=/>الرئيسية</a></div><div class=n><h2>{TITLE}</h2><p>20/11/2026</p>{PARAGRAPHS}</div>", title=TITLE, url=f"{HOST}/news.aspx?id=5"), "article", BODY[0]),
    "old ASP with tables": (pages.page(f"<table><tr><td><font size=5><b>{TITLE}</b></font></td></tr><tr><td>20/11/2026</td></tr><tr><td>{'<br><br>'.join(BODY)}</td></tr></table>", title=TITLE, url=f"{HOST}/ShowNews.asp?ID=77"), "article", BODY[0]),
    "PHP with a page number": (pages.page(f"<h1>{TITLE}</h1><span>20-11-2026</span><div>{PARAGRAPHS * 2}</div>", title=TITLE, url=f"{HOST}/index.php?page=news&id=5"), "article", BODY[0]),
    "Drupal": (pages.page(f"<article class='node node--type-article'><h1 class=page-title>{TITLE}</h1><div class='field field--name-body'>{PARAGRAPHS}</div></article>", title=TITLE, body_class="path-node page-node-type-article", url=f"{HOST}/node/512"), "article", BODY[0]),
    "Joomla": (pages.page(f"<div class=item-page itemscope itemtype='https://schema.org/Article'><h2 itemprop=headline>{TITLE}</h2><div itemprop=articleBody>{PARAGRAPHS}</div></div>", title=TITLE, url=f"{HOST}/index.php/politics/512-budget"), "article", BODY[0]),
    "Blogger": (pages.page(f"<div class='post hentry'><h3 class='post-title entry-title'>{TITLE}</h3><div class='post-body entry-content'>{'<br>'.join(BODY)}</div></div>", title=f"أخبار المثال: {TITLE}", url=f"{HOST}/2026/11/blog-post_20.html"), "article", BODY[0]),
    "AMP": (pages.page(f"<article class=amp-wp-article><h1 class=amp-wp-title>{TITLE}</h1><div class=amp-wp-article-content>{PARAGRAPHS}</div></article>", title=TITLE, head=NEWS, url=f"{HOST}/budget/amp/"), "article", BODY[0]),
    "WordPress plain permalink": (site(TITLE, PARAGRAPHS, body_class="single single-post postid-9", url=f"{HOST}/?p=9"), "article", BODY[0]),
    "WordPress under a category": (site(TITLE, PARAGRAPHS, body_class="single single-post postid-9 category-5", url=f"{HOST}/category/politics/budget-of-the-year"), "article", BODY[0]),
    "Next.js, rendered by the server": (pages.page(f"<div id=__next><main><h1>{TITLE}</h1>{TIME}<div>{PARAGRAPHS}</div></main></div><script id=__NEXT_DATA__ type=application/json>{{}}</script>", title=TITLE), "article", BODY[0]),
    "many related cards below": (site(TITLE, PARAGRAPHS, after="<section>" + "".join(f"<div><h3><a href=/r/{n}>عنوان خبر ذي صلة بالموضوع رقم {n}</a></h3></div>" for n in range(12)) + "</section>"), "article", BODY[0]),
    "a list of ten things": (site("عشر نصائح لتوفير الطاقة في الشتاء", "".join(f"<h2>{n}. أغلق النوافذ جيدا في المساء</h2><p>{BODY[n % 4]}</p>" for n in range(1, 11))), "article", BODY[1]),
    "press review with links": (site("جولة في الصحف: الموازنة تتصدر", "".join(f"<p>كتبت <a href='https://p{n}.example/'>صحيفة المثال {n}</a> أن الموازنة أقرت بعد نقاش طويل، وأن المعارضة تستعد لجلسة المجلس المقبلة، ورأت في ذلك بداية أزمة.</p>" for n in range(6))), "article", "كتبت"),
    "results of an exam with a search box": (site("نتائج الثانوية العامة: هنا رابط الاستعلام", f"<p>{BODY[0]}</p><form><input name=seat></form>"), "article", BODY[0]),
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_article_of_its_kind(name: str) -> None:
    page, kind, words = ARTICLES[name]
    article = extractor.extract(page, OUTLET_ANY if name.startswith("English") else OUTLET)
    assert article.kind == kind
    assert words in f"{article.headline}\n{article.standfirst}\n{article.body}"


OUTLET_ANY = pages.Outlet(
    id="any", name_ar="أخبار المثال", name_en="Example News", country="JO", timezone="Asia/Amman", home=f"{HOST}/", languages=()
)
