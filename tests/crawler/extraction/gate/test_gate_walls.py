"""Pages that are no article, each refused by its own name: walls, lists, shells and stock pages of systems, written by us."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction import extractor
from news.article import NotAnArticle, Page
from tests.crawler import pages
from tests.crawler.pages import BODY, NOW, OUTLET, PARAGRAPHS, TITLE, jsonld

NAV = "<header><a href='/'>أخبار المثال</a><nav>" + "".join(f"<a href='/s{n}'>قسم {n}</a> " for n in range(9)) + "</nav></header>"
LATEST = (
    "<div class=sidebar><h3>آخر الأخبار</h3><ul>"
    + "".join(f"<li><a href='/n/{n}'>خبر من الأخبار الأخيرة رقم {n}</a></li>" for n in range(9))
    + "</ul></div>"
)
FOOTER = "<footer>جميع الحقوق محفوظة <a href='/about'>من نحن</a></footer>"
LEAD = BODY[0][:90]
LOCKED = jsonld(**{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20", "isAccessibleForFree": False})
EXCERPT = "مقدمة قصيرة للخبر المنشور في هذا القسم من الموقع، وفيها سطر واحد عما جرى."
CARDS = "".join(
    f"<div class=card><h3><a href='/story-{n}'>عنوان الخبر رقم {n} في هذه القائمة الطويلة</a></h3><p>{EXCERPT}</p></div>"
    for n in range(10)
)
ROWS = "".join(
    f"<tr><td><a href='news.aspx?id={n}'>عنوان خبر من أخبار الصفحة رقم {n}</a></td><td>2026/11/{n + 1:02}</td></tr>"
    for n in range(20)
)


def site(main: str, *, title: str = "أخبار المثال", head: str = "", body_class: str = "", url: str = pages.URL) -> Page:
    """`main` inside the site's own template."""
    return pages.page(f"{NAV}<main>{main}</main>{LATEST}{FOOTER}", title=title, head=head, body_class=body_class, url=url)


def bare(body: str, *, title: str = "", head: str = "", body_class: str = "") -> Page:
    """A page without a template."""
    return pages.page(body, title=title, head=head, body_class=body_class)


def raw(markup: str) -> Page:
    return Page(url=pages.URL, body=markup.encode(), fetched=NOW)


HOST = "https://news.example.org"
WALLS: dict[str, tuple[Page, str]] = {
    # bot challenges
    "Cloudflare": (bare("<div class=main-wrapper><h1 class=zone-name-title>news.example.org</h1><p id=cf-spinner-please-wait>Please stand by, while we are checking your browser...</p><noscript>Enable JavaScript and cookies to continue</noscript></div><script>window._cf_chl_opt={cvId:'3'}</script>", title="Just a moment..."), "challenge"),
    "Cloudflare in Arabic": (bare("<h1>news.example.org</h1><p>يجب أن يتحقق news.example.org من أمان اتصالك قبل المتابعة.</p><script>window._cf_chl_opt={}</script>", title="لحظة…"), "challenge"),
    "Cloudflare in French": (bare("<h1>news.example.org</h1><p>Vérification de votre navigateur en cours.</p><script>window._cf_chl_opt={}</script>", title="Un instant…"), "challenge"),
    "Cloudflare blocked": (bare("<h1>Sorry, you have been blocked</h1><h2>You are unable to access example.org</h2><p>This website is using a security service to protect itself from online attacks.</p><p>Cloudflare Ray ID: 8a8a • Your IP: 192.0.2.1 • Performance & security by Cloudflare</p>", title="Attention Required! | Cloudflare"), "challenge"),
    "DataDome": (bare("<p id=cmsg>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'x'}</script><script src=https://ct.captcha-delivery.com/c.js></script>", title="news.example.org"), "challenge"),
    "Incapsula": (raw("<html style='height:100%'><head><META NAME='ROBOTS' CONTENT='NOINDEX, NOFOLLOW'><script src='/_Incapsula_Resource?SWJIYLWA=1'></script></head><body><iframe id=main-iframe src='/_Incapsula_Resource?CWUDNSAI=2' width=100%>Request unsuccessful. Incapsula incident ID: 1-2</iframe></body></html>"), "challenge"),
    "Akamai": (bare("<h1>Access Denied</h1>You don't have permission to access \"http://news.example.org/\" on this server.<p>Reference #18.2c3 <p>https://errors.edgesuite.net/18.2c3", title="Access Denied"), "challenge"),
    "Sucuri": (bare("<noscript>Javascript is required. Please enable javascript before you are allowed to see this page.</noscript><script>sucuri_cloudproxy_js='';S='x';</script>", title="You are being redirected..."), "challenge"),
    "Sucuri blocked": (bare("<h1>Sucuri WebSite Firewall</h1><h2>Access Denied - Sucuri Website Firewall</h2><p>If you are the site owner (or you manage this site), please whitelist your IP.</p>", title="Sucuri WebSite Firewall - Access Denied"), "challenge"),
    "PerimeterX": (bare("<h1>Before we continue...</h1><div id=px-captcha></div><p>Press & Hold to confirm you are a human (and not a bot).</p>", title="Access to this page has been denied"), "challenge"),
    "DDoS-Guard": (bare("<h1>Checking your browser before accessing news.example.org</h1><script src='/.well-known/ddos-guard/js-challenge/index.js'></script>", title="DDoS-Guard"), "challenge"),
    "hCaptcha": (bare("<form><div class=h-captcha></div><script src=https://js.hcaptcha.com/1/api.js></script></form><p>Please complete the security check to access the site</p>", title="One more step"), "challenge"),
    "AWS WAF": (bare("<div id=challenge-container></div><script>window.awsWafCookieDomainList=[]</script><noscript><h1>JavaScript is disabled</h1></noscript>", title="Human Verification"), "challenge"),
    "a free host's cookie test": (bare("<script>function toNumbers(d){}document.cookie='__test=1';location.href='/?i=1';</script><noscript>This site requires Javascript to work, please enable Javascript in your browser</noscript>"), "challenge"),
    "unusual traffic": (bare("<h1>Sorry...</h1><p>Our systems have detected unusual traffic from your computer network. Please complete the captcha.</p><div class=g-recaptcha></div>", title="Sorry..."), "challenge"),
    "Arabic robot question": (bare("<h1>هل أنت روبوت؟</h1><p>يرجى التأكيد أنك لست روبوتًا قبل المتابعة إلى الموقع.</p>", title="التحقق الأمني"), "challenge"),
    "Arabic human check": (bare("<h2>التحقق من أنك إنسان</h2><p>يرجى تفعيل جافا سكريبت وملفات تعريف الارتباط للمتابعة.</p>", title="news.example.org"), "challenge"),
    "Arabic refusal": (bare("<h1>تم رفض الوصول</h1><p>ليس لديك صلاحية الوصول إلى هذه الصفحة. رقم المرجع 18.22</p>", title="تم رفض الوصول"), "challenge"),
    # not found under 200
    "404 Arabic, template": (site("<h1>عذراً، الصفحة غير موجودة</h1><p>الصفحة التي تبحث عنها غير موجودة أو تم نقلها أو حذفها.</p><a href='/'>العودة إلى الرئيسية</a>", title="الصفحة غير موجودة - أخبار المثال"), "soft_404"),
    "404 Arabic, number": (site("<h1>404</h1><h2>عفواً! هذه الصفحة غير متوفرة</h2><p>تأكد من صحة الرابط أو ابحث في الموقع.</p>", title="خطأ 404 | أخبار المثال"), "soft_404"),
    "404 Arabic, no title": (site("<div class=error><p>لم يتم العثور على الصفحة المطلوبة.</p></div>", title="لم يتم العثور على الصفحة"), "soft_404"),
    "404 Arabic, item": (site("<h1>الخبر غير موجود</h1><p>ربما تم حذف الخبر الذي تبحث عنه.</p>"), "soft_404"),
    "404 Arabic, deleted": (site("<h2>تم حذف هذا المحتوى</h2><p>هذا المحتوى غير متوفر بعد الآن، قد يكون تم حذفه.</p>", title="أخبار المثال"), "soft_404"),
    "404 Arabic, with other news": (site(f"<h1>عفوا، الصفحة المطلوبة غير موجودة</h1><p>قد تهمك هذه الأخبار:</p>{CARDS}", title="أخبار المثال - الصفحة غير موجودة"), "soft_404"),
    "404 WordPress": (site("<h1 class=page-title>Oops! That page can&rsquo;t be found.</h1><p>It looks like nothing was found at this location. Maybe try a search?</p>", title="Page not found - أخبار المثال", body_class="error404"), "soft_404"),
    "404 WordPress in Arabic": (site("<h1 class=page-title>عذرًا! لا يمكن العثور على تلك الصفحة.</h1><p>يبدو أنه لم يتم العثور على شيء في هذا الموقع.</p>", title="لم يتم العثور على الصفحة - أخبار المثال", body_class="rtl error404"), "soft_404"),
    "404 WordPress, class only": (site("<h1>يا للهول</h1><p>جرب البحث.</p>", body_class="error404"), "soft_404"),
    "404 Drupal": (site("<h1>Page not found</h1><div class=content>The requested page could not be found.</div>", title="Page not found | أخبار المثال"), "soft_404"),
    "404 Joomla": (bare("<div class=error><div id=errorboxheader>404 - Article not found</div><p>You may not be able to visit this page because of a search engine that has an out-of-date listing for this site.</p></div>", title="404 - Article not found"), "soft_404"),
    "404 ASP.NET": (bare("<h1>Server Error in '/' Application.</h1><h2><i>The resource cannot be found.</i></h2><p>HTTP 404. The resource you are looking for has been removed, had its name changed, or is temporarily unavailable.</p>", title="The resource cannot be found."), "soft_404"),
    "404 Apache": (bare("<h1>Not Found</h1><p>The requested URL was not found on this server.</p>", title="404 Not Found"), "soft_404"),
    "404 English": (site("<h1>Sorry, this page isn't available</h1><p>The page you are looking for no longer exists.</p>", title="Page not found | Example News"), "soft_404"),
    "404 French": (site("<h1>Page introuvable</h1><p>La page que vous recherchez n'existe pas ou a été supprimée.</p>", title="Erreur 404"), "soft_404"),
    "404 French, article": (site("<h1>Cet article n'existe plus</h1><p>Le contenu que vous cherchez est introuvable.</p>", title="Article introuvable"), "soft_404"),
    "404 Blogger": (site("<div class=status-msg-body>عذرًا، الصفحة التي تبحث عنها في هذه المدونة غير موجودة.</div>", title="الصفحة غير موجودة"), "soft_404"),
    # maintenance
    "maintenance Arabic": (bare("<h1>الموقع تحت الصيانة</h1><p>نعمل على تحديث الموقع، سنعود قريباً.</p>", title="أخبار المثال"), "maintenance"),
    "maintenance Arabic, template": (site("<h2>عذرا، الموقع قيد الصيانة</h2><p>نعتذر عن الإزعاج، يرجى المحاولة لاحقاً.</p>", title="الموقع قيد الصيانة"), "maintenance"),
    "soon": (bare("<h1>قريباً</h1><p>نعمل على تطوير الموقع، شكراً لصبركم.</p>", title="أخبار المثال"), "maintenance"),
    "maintenance WordPress": (bare("<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>", title="Maintenance"), "maintenance"),
    "maintenance French": (bare("<h1>Site en maintenance</h1><p>Notre site est actuellement en maintenance. De retour bientôt.</p>", title="Maintenance"), "maintenance"),
    "database": (bare("<h1>Error establishing a database connection</h1>", title="Database Error"), "maintenance"),
    "503": (bare("<h1>503 Service Unavailable</h1><p>The server is temporarily unable to service your request. Please try again later.</p>", title="503 Service Unavailable"), "maintenance"),
    "502": (bare("<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>", title="502 Bad Gateway"), "maintenance"),
    "ASP.NET error": (bare("<h1>Server Error in '/' Application.</h1><h2>Runtime Error</h2><p>An application error occurred on the server. The current custom error settings prevent the details from being viewed.</p>", title="Runtime Error"), "maintenance"),
    "unexpected error": (bare("The website encountered an unexpected error. Please try again later."), "maintenance"),
    "Arabic server error": (site("<h1>حدث خطأ ما</h1><p>يرجى المحاولة مرة أخرى لاحقاً.</p>", title="خطأ - أخبار المثال"), "maintenance"),
    # consent, log-in, paywall
    "consent English": (bare("<h1>Before you continue</h1><p>We and our partners use cookies to store and access information on your device, to show personalised ads and to measure audiences.</p><button>Accept all</button><p>By clicking Accept you agree.</p>", title="Before you continue"), "consent"),
    "consent Arabic": (bare("<h1>نحن نهتم بخصوصيتك</h1><p>نحن وشركاؤنا نستخدم ملفات تعريف الارتباط لتخزين المعلومات والوصول إليها على جهازك.</p><p>بالضغط على قبول الكل فإنك توافق على ذلك.</p>", title="أخبار المثال"), "consent"),
    "consent long": (bare("<h1>نحن نقدر خصوصيتك</h1>" + "<p>نستخدم ملفات تعريف الارتباط نحن وشركاؤنا لقياس الجمهور وعرض إعلانات مخصصة، ويمكنك تغيير اختيارك في أي وقت من أسفل الصفحة.</p>" * 6, title="نحن نقدر خصوصيتك"), "consent"),
    "consent French": (bare("<h1>Votre vie privée nous importe</h1><p>Nous et nos partenaires stockons des informations sur votre appareil.</p><p>Continuer sans accepter</p>", title="Example"), "consent"),
    "log-in": (bare("<h1>تسجيل الدخول</h1><form><input name=u><input type=password name=p></form>", title="تسجيل الدخول"), "login"),
    "log-in in the template": (site("<h1>تسجيل الدخول</h1><form><label>البريد الإلكتروني</label><input name=u><input type=password name=p><a>نسيت كلمة المرور؟</a></form>", title="تسجيل الدخول - أخبار المثال"), "login"),
    "log-in English": (bare("<h1>Log in to your account</h1><form><input type=password></form><p>Forgot your password?</p>", title="Sign in"), "login"),
    "paywall Arabic": (pages.story(f"<p>{LEAD}...</p>", after="<div class=paywall>اشترك لقراءة المزيد</div>", head=LOCKED), "paywall"),
    "paywall Arabic, nothing declared": (pages.story(f"<p>{LEAD}…</p><p>هذا المقال للمشتركين فقط</p>"), "paywall"),
    "paywall Arabic, box that is pruned": (pages.story(f"<p>{LEAD}...</p>", after="<div class='subscribe-box paywall'>اشترك الآن لمتابعة القراءة</div>"), "paywall"),
    "registration": (pages.story(f"<p>{LEAD}</p><p>سجّل الدخول لمتابعة القراءة</p>", head=LOCKED), "paywall"),
    "paywall English": (pages.story("<p>The cabinet approved next year's budget on Friday after a long session that lasted until the evening...</p><p>Subscribe to continue reading</p><p>Already a subscriber? Log in</p>"), "paywall"),
    "paywall French": (pages.story("<p>Le gouvernement a adopté vendredi le budget de l'année prochaine après une longue séance...</p><p>Cet article est réservé aux abonnés. Pour lire la suite, abonnez-vous.</p>"), "paywall"),
    "paywall without a notice": (pages.story(f"<p>{LEAD}...</p>", head=LOCKED, before="<div class=regwall></div>"), "paywall"),
    # parked, default pages
    "nginx": (bare("<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p>", title="Welcome to nginx!"), "parked"),
    "Apache default": (bare("<h1>It works!</h1><p>This is the default web page for this server.</p>", title="Apache2 Ubuntu Default Page: It works"), "parked"),
    "suspended": (bare("<h1>Account Suspended</h1><p>This Account has been suspended. Contact your hosting provider for more information.</p>", title="Account Suspended"), "parked"),
    "suspended in Arabic": (bare("<h1>الموقع موقوف</h1><p>تم إيقاف هذا الموقع، يرجى مراجعة شركة الاستضافة.</p>", title="الموقع موقوف"), "parked"),
    "for sale": (bare("<h1>example.org</h1><p>This domain is for sale. Buy this domain or make an offer.</p><script src=https://img.sedoparking.com/x.js></script>", title="example.org"), "parked"),
    "for sale in Arabic": (bare("<h1>هذا النطاق للبيع</h1><p>لشراء النطاق راسلنا على البريد.</p>", title="example.org"), "parked"),
    "a folder": (bare("<h1>Index of /news</h1><table><tr><th>Name</th><th>Last modified</th><th>Size</th></tr><tr><td><a href='/'>Parent Directory</a></td><td></td><td></td></tr></table>", title="Index of /news"), "parked"),
    "new WordPress": (bare("<h1>Hello world!</h1><p>Welcome to WordPress. This is your first post. Edit or delete it, then start writing!</p>", title="Hello world!"), "parked"),
    # redirects, shells
    "refresh": (bare("", head='<meta http-equiv="refresh" content="0; url=index.html">'), "redirect"),
    "refresh with quotes": (bare("<p>Redirecting</p>", head="<meta http-equiv=Refresh content=\"5;URL='https://news.example.org/'\">"), "redirect"),
    "script redirect": (raw("<html><head><script>window.location.href = 'https://news.example.org/new';</script></head><body></body></html>"), "redirect"),
    "React shell": (bare("<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=/static/js/main.js></script>", title="أخبار المثال"), "needs_script"),
    "Angular shell": (bare("<app-root></app-root><script src=/main.js></script>", title="أخبار المثال"), "needs_script"),
    "Vue shell with the article's title": (bare("<div id='app'></div><script src=/app.js></script>", title=f"{TITLE} - أخبار المثال"), "needs_script"),
    # lists
    "front page": (site(CARDS, url=f"{HOST}/"), "not_article"),
    "front page of a language": (site(CARDS, url=f"{HOST}/ar/"), "not_article"),
    "section": (site(f"<h1>سياسة</h1>{CARDS}", title="سياسة - أخبار المثال", url=f"{HOST}/politics"), "not_article"),
    "section with one long lead": (site(f"<h1>اقتصاد</h1><p>{BODY[0]}</p>{CARDS}", title="اقتصاد - أخبار المثال", url=f"{HOST}/economy"), "not_article"),
    "section of links": (site("<h1>رياضة</h1><ul>" + "".join(f"<li><a href='/sport/{n}'>خبر رياضي طويل العنوان عن مباراة رقم {n} في الدوري</a></li>" for n in range(25)) + "</ul>", title="رياضة", url=f"{HOST}/sport"), "not_article"),
    "section of an old ASP site": (site(f"<table>{ROWS}</table>", title="أخبار محلية", url=f"{HOST}/section.aspx?id=5"), "not_article"),
    "tag": (site(f"<h1>الموازنة</h1>{CARDS}", title="الموازنة", url=f"{HOST}/tag/%D9%85"), "not_article"),
    "tag with a description": (site(f"<h1>أرشيف الوسم: الموازنة</h1><p>كل ما نشر عن الموازنة العامة للدولة من أخبار وتقارير ومقالات في موقعنا.</p>{CARDS}", title="الموازنة - أخبار المثال", body_class="archive tag", url=f"{HOST}/t/5"), "not_article"),
    "author": (site(f"<h1>محمد الأحمد</h1><p>صحفي وكاتب يتابع الشأن الاقتصادي منذ عشرين عاما.</p>{CARDS}", title="محمد الأحمد", url=f"{HOST}/writers/12"), "not_article"),
    "search": (site(f"<h1>نتائج البحث عن: موازنة</h1>{CARDS}", title="نتائج البحث", url=f"{HOST}/search?q=x"), "not_article"),
    "search without results": (site("<h1>نتائج البحث</h1><p>لم يتم العثور على نتائج.</p>", title="نتائج البحث", url=f"{HOST}/?s=x"), "not_article"),
    "archive by day": (site(f"<h1>أرشيف 20 نوفمبر 2026</h1>{CARDS}", title="أرشيف", url=f"{HOST}/2026/11/20/"), "not_article"),
    "about": (site(f"<h1>من نحن</h1>{PARAGRAPHS}", title="من نحن - أخبار المثال", url=f"{HOST}/about"), "not_article"),
    "privacy": (site(f"<h1>سياسة الخصوصية</h1>{PARAGRAPHS}", title="سياسة الخصوصية", url=f"{HOST}/p/privacy.html"), "not_article"),
    "Blogger label": (site("".join(f"<div class=post><h3 class=post-title><a href='/2026/11/{n}.html'>تدوينة في هذا التصنيف رقم {n}</a></h3><div class=post-body>{EXCERPT}</div></div>" for n in range(7)), title="أخبار المثال: سياسة", url=f"{HOST}/search/label/x"), "not_article"),
    "nothing at all": (bare(""), "not_article"),
    "PDF": (Page(url=pages.URL, body=b"%PDF-1.7\n", fetched=NOW, content_type="text/html"), "binary"),
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_named(name: str) -> None:
    page, reason = WALLS[name]
    with pytest.raises(NotAnArticle) as caught:
        extractor.extract(page, OUTLET)
    assert caught.value.reason == reason, str(caught.value)
    assert 0 < len(caught.value.detail) <= 400
    assert caught.value.detail.isprintable()
