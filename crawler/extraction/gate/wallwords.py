"""What pages say that stand where an article should: the words of walls, by reason. Data for `walls`.

Written in plain spelling and compared in folded form (`news.agencies.key`), so hamza, vowel marks, case and punctuation do not
count. «…» stands for up to four words. Sources: the pages these products serve (Cloudflare, DataDome, Imperva Incapsula, Akamai,
Sucuri, HUMAN/PerimeterX, DDoS-Guard, AWS WAF), the stock pages of WordPress, Drupal, Joomla, ASP.NET, Apache, nginx, IIS, cPanel
and Plesk, and the usual Arabic, English and French wordings of news sites.
"""

from __future__ import annotations

from news.article import Reason

WHAT: dict[Reason, str] = {
    "challenge": "bot challenge",
    "login": "log-in page",
    "consent": "consent wall",
    "paywall": "only a teaser before a paywall",
    "soft_404": "page not found under status 200",
    "maintenance": "maintenance or server error under status 200",
    "parked": "parked domain or a hoster's page",
}
"""Reason → what it is, for people. In the order in which equals are decided."""

TITLES: dict[Reason, tuple[str, ...]] = {
    "challenge": (
        "nur einen moment", "einen moment", "un instante", "um momento", "bir dakika lütfen", "429 too many requests",
        "too many requests", "making sure you re not a bot", "one more step", "checking your connection",
        "verifying your browser", "verifying your connection", "establishing a secure connection", "pardon our interruption",
        "challenge validation", "security verification", "are you not a robot", "403 forbidden", "forbidden", "لحظة",
        "لحظة من فضلك", "انتظر لحظة", "يرجى الانتظار", "الرجاء الانتظار", "جار التحقق", "جار التحقق من المتصفح",
        "جاري التحقق من المتصفح", "جاري التحقق", "محظور", "الوصول محظور", "الوصول ممنوع", "تم حظرك",
        "just a moment", "one moment", "one moment please", "please wait", "un instant", "un momento", "attention required",
        "attention required cloudflare", "access denied", "checking your browser", "checking your browser before accessing",
        "ddos guard", "ddos protection", "robot or human", "are you a robot", "are you human", "human verification",
        "verify you are human", "verifying you are human", "security check", "security verification", "security checkpoint",
        "vercel security checkpoint", "client challenge", "bot verification", "captcha", "radware captcha page",
        "pardon our interruption", "you are being redirected", "sucuri website firewall access denied", "request blocked",
        "access to this page has been denied", "403 forbidden", "forbidden", "acces refuse", "vérification de sécurité",
        "لحظة", "لحظة من فضلك", "لحظة واحدة", "انتظر لحظة", "يرجى الانتظار", "الرجاء الانتظار", "التحقق من أنك إنسان",
        "هل أنت روبوت", "هل أنت إنسان", "التحقق الأمني", "فحص الأمان", "فحص المتصفح", "جارٍ التحقق", "جار التحقق من المتصفح",
        "تم رفض الوصول", "الوصول مرفوض", "رفض الوصول", "التحقق من المتصفح",
    ),
    "login": (
        "دخول الأعضاء", "دخول المشتركين", "تسجيل دخول", "إنشاء حساب جديد", "إنشاء حساب", "سجل الدخول", "create account",
        "create an account", "members area", "member login", "connexion", "se connecter",
        "تسجيل الدخول", "سجل الدخول", "سجّل دخولك", "دخول الأعضاء", "تسجيل دخول الأعضاء", "تسجيل دخول", "الدخول إلى حسابك",
        "login", "log in", "sign in", "member login", "please log in", "log in to your account", "connexion", "se connecter",
        "identifiez vous",
    ),
    "consent": (
        "اقبل الإعلانات أو اشترك", "accept ads or subscribe", "accept cookies or subscribe",
        "اقبل ملفات تعريف الارتباط أو اشترك",
        "قبل المتابعة", "قبل أن تتابع", "نحن نهتم بخصوصيتك", "نحن نقدر خصوصيتك", "نحن نحترم خصوصيتك", "خصوصيتك تهمنا",
        "خصوصيتك مهمة لنا", "إعدادات الخصوصية", "الموافقة على ملفات تعريف الارتباط", "إعدادات ملفات تعريف الارتباط",
        "before you continue", "we value your privacy", "we care about your privacy", "your privacy choices", "cookie consent",
        "consent", "privacy settings", "cookie settings", "manage your privacy settings", "your privacy is important to us",
        "nous respectons votre vie privée", "votre vie privée nous importe", "avant de continuer", "gestion des cookies",
    ),
    "paywall": (
        "للمشتركين فقط", "محتوى للمشتركين", "محتوى مدفوع", "اشترك لمتابعة القراءة", "اشترك لقراءة المزيد", "subscribers only",
        "subscribe to continue reading", "subscribe to read", "subscriber exclusive", "réservé aux abonnés",
        "article réservé aux abonnés",
    ),
    "soft_404": (
        "لا توجد صفحة بهذا العنوان", "الرابط غير متاح", "هذا الخبر غير متاح", "الخبر غير متاح", "المقال غير متاح",
        "هذا الخبر غير موجود", "هذا المقال غير موجود", "هذا الرابط غير صالح", "نأسف الصفحة غير موجودة", "you seem to be lost",
        "this page does not exist", "this page doesn t exist", "we can t find that page", "we couldn t find that page",
        "la page n existe pas",
        "404", "الصفحة غير موجودة", "صفحة غير موجودة", "الصفحة المطلوبة غير موجودة", "الصفحة غير متوفرة", "الصفحة غير متاحة",
        "هذه الصفحة غير موجودة", "هذه الصفحة غير متوفرة", "هذه الصفحة غير متاحة", "الصفحة لم تعد موجودة", "الصفحة محذوفة",
        "الصفحة التي تبحث عنها غير موجودة", "الصفحة التي طلبتها غير موجودة", "لم يتم العثور على الصفحة",
        "لم يتم العثور على هذه الصفحة", "لم يتم العثور على الصفحة المطلوبة", "لم يتم العثور على المحتوى",
        "لم يتم العثور على شيء", "لم يتم العثور على نتائج", "لم نعثر على الصفحة", "لم نجد الصفحة", "تعذر العثور على الصفحة",
        "لا يمكن العثور على الصفحة", "لا يمكن العثور على هذه الصفحة", "لا يمكن العثور على تلك الصفحة", "الخبر غير موجود",
        "المقال غير موجود", "المقالة غير موجودة", "الموضوع غير موجود", "المحتوى غير موجود", "المحتوى غير متوفر",
        "الخبر غير متوفر", "تم حذف الخبر", "تم حذف المقال", "تم حذف المحتوى", "تم حذف هذا المحتوى", "الرابط غير صحيح",
        "رابط غير صالح", "خطأ في الرابط", "صفحة خطأ", "صفحة الخطأ", "لا يوجد محتوى", "غير موجود", "page not found",
        "not found", "the page was not found", "page not available", "page does not exist", "nothing found", "nothing here",
        "article not found", "content not found", "post not found", "story not found", "file not found",
        "that page can t be found", "this page can t be found", "the page cannot be found", "the resource cannot be found",
        "object not found", "file or directory not found", "page no longer exists", "this page isn t available",
        "page introuvable", "cette page est introuvable", "page non trouvée", "article introuvable", "contenu introuvable",
        "cette page n existe pas", "la page demandée n existe pas", "cette page n existe plus", "rien trouvé",
        "seite nicht gefunden", "página no encontrada", "sayfa bulunamadı",
    ),
    "maintenance": (
        "نقوم حاليا بتحديث الموقع", "خطأ في إنشاء اتصال بقاعدة البيانات", "الموقع قيد التحديث", "جاري تحديث الموقع",
        "الموقع متوقف للصيانة", "site en construction", "wartungsarbeiten",
        "الموقع تحت الصيانة", "الموقع قيد الصيانة", "الموقع في صيانة", "الموقع في وضع الصيانة", "تحت الصيانة", "قيد الصيانة",
        "صيانة", "وضع الصيانة", "أعمال صيانة", "صيانة الموقع", "صيانة مجدولة", "الموقع مغلق مؤقتا", "الموقع متوقف مؤقتا",
        "الموقع غير متاح حاليا", "الخدمة غير متاحة", "سنعود قريبا", "نعود قريبا", "نعود إليكم قريبا", "سنعود إليكم قريبا",
        "الموقع تحت الإنشاء", "الموقع قيد الإنشاء", "الموقع قيد التطوير", "تحت الإنشاء", "قريبا", "خطأ في الخادم", "خطأ داخلي",
        "خطأ في الاتصال بقاعدة البيانات", "حدث خطأ", "حدث خطأ ما", "خطأ في النظام", "maintenance", "maintenance mode",
        "site maintenance", "under maintenance", "site under maintenance", "we are under maintenance",
        "website is under maintenance", "down for maintenance", "scheduled maintenance", "we ll be back soon", "be right back",
        "coming soon", "under construction", "site offline", "service unavailable", "service temporarily unavailable", "503",
        "503 service unavailable", "503 service temporarily unavailable", "bad gateway", "502", "502 bad gateway",
        "504 gateway timeout", "504 gateway time out", "gateway timeout", "500 internal server error", "500",
        "internal server error", "server error", "runtime error", "database error", "application error", "error",
        "an error occurred", "something went wrong", "error establishing a database connection", "web server is down",
        "connection timed out", "the website encountered an unexpected error", "en maintenance", "site en maintenance",
        "maintenance en cours", "erreur interne du serveur", "service indisponible", "une erreur est survenue",
    ),
    "parked": (
        "مرحبا بالعالم", "أهلا بالعالم", "مثال على صفحة", "صفحة مثال", "sample page", "bonjour tout le monde",
        "page d exemple", "merhaba dünya", "this domain has expired", "domain has expired", "domain expired",
        "welcome to nginx", "welcome to nginx on debian", "apache2 ubuntu default page it works",
        "apache2 debian default page it works", "test page for the apache http server", "apache http server test page",
        "http server test page", "it works", "iis windows server", "iis windows", "iis7", "default web site page",
        "default page", "domain default page", "web server s default page", "index of …", "domain for sale",
        "this domain is for sale", "buy this domain", "domain parked", "parked domain", "account suspended",
        "this account has been suspended", "site suspended", "website suspended", "domain suspended", "website expired",
        "bandwidth limit exceeded", "509 bandwidth limit exceeded", "hello world", "welcome to drupal", "welcome to wordpress",
        "welcome to your new site", "future home of something quite cool", "congratulations", "النطاق للبيع",
        "هذا النطاق للبيع", "الدومين للبيع", "هذا الدومين للبيع", "النطاق محجوز", "الحساب موقوف", "تم إيقاف الحساب",
        "تم إيقاف الموقع", "الموقع موقوف", "الموقع معلق", "تم تعليق الحساب", "domaine à vendre", "ce domaine est à vendre",
    ),
}  # fmt: skip
"""A heading that says this and nothing else is the wall speaking."""

SAID: dict[Reason, tuple[str, ...]] = {
    "challenge": (
        "security check is required", "protect … against scrapers", "set up anubis",
        "you are seeing this because the administrator", "too many requests", "sent too many requests", "made us think you",
        "sicherheit ihrer verbindung", "نتأكد من أن زيارتك", "نتأكد من أنك", "نتحقق من متصفحك", "التحقق من متصفحك",
        "من أنك لست روبوتا", "your connection needs to be verified", "powered and protected by akamai", "تجاوزت عدد الطلبات",
        "طلبات كثيرة",
        "checking your browser", "enable javascript and cookies to continue", "enable cookies", "verify … you are … human",
        "verifying you are human", "needs to review the security of your connection",
        "please enable js and disable any ad blocker", "ddos protection by", "you don t have permission to access",
        "request unsuccessful", "incident id", "incapsula", "complete the security check", "complete the captcha",
        "unusual traffic", "automated requests", "automated access", "confirm you are a human", "confirm that you are human",
        "you re not a robot", "you are not a robot", "i m not a robot", "ray id", "performance security by cloudflare",
        "you have been blocked", "this site requires javascript to work", "something about your browser made us think",
        "before we continue", "يتحقق الموقع من", "التحقق من أنك إنسان", "التحقق من أنك لست", "للتأكد من أنك لست",
        "للتأكد من أنك إنسان", "أثبت أنك لست", "أثبت أنك إنسان", "أنا لست برنامج روبوت", "أنا لست روبوت", "أنك لست روبوتا",
        "أنك لست برنامج", "من أمان اتصالك", "يرجى تفعيل ملفات تعريف الارتباط", "يرجى تفعيل جافا", "يرجى تفعيل جافاسكريبت",
        "يرجى تفعيل javascript", "قم بتفعيل javascript", "تفعيل جافا سكريبت", "تفعيل javascript وملفات", "حركة مرور غير عادية",
        "نشاط غير معتاد", "أكمل التحقق", "إكمال التحقق", "أدخل رمز التحقق", "أدخل الرموز الظاهرة", "جار التحقق من متصفحك",
        "ليس لديك صلاحية الوصول", "ليس لديك إذن للوصول", "تم حظر وصولك", "vérification de votre navigateur",
        "vous n êtes pas un robot", "vous êtes humain", "activer javascript et les cookies",
    ),
    "login": (
        "هل نسيت كلمة السر", "هل نسيت كلمة المرور", "لديك حساب سجل الدخول", "هل لديك حساب", "already have an account",
        "don t have an account", "ليس لديك حساب",
        "يجب تسجيل الدخول", "يجب عليك تسجيل الدخول", "يرجى تسجيل الدخول", "الرجاء تسجيل الدخول", "نسيت كلمة المرور",
        "نسيت كلمة السر", "you must be logged in", "please log in", "please sign in", "forgot password",
        "forgot your password", "lost your password", "mot de passe oublié", "veuillez vous connecter",
    ),
    "consent": (
        "نستخدم ملفات تعريف الارتباط", "يستخدم هذا الموقع ملفات تعريف الارتباط", "يستخدم موقعنا ملفات تعريف الارتباط",
        "نستخدم الكوكيز", "نحن وشركاؤنا", "نحن و شركاؤنا", "قبول الكل", "رفض الكل", "قبول جميع", "أوافق على استخدام",
        "الموافقة على ملفات", "we and our partners", "we use cookies", "uses cookies", "accept all", "reject all",
        "manage preferences", "by clicking … accept", "your consent", "tout accepter", "tout refuser",
        "nous et nos partenaires", "continuer sans accepter",
    ),
    "paywall": (
        "تبقى لك … من المقال", "لقراءة باقي المقال", "اشترك الآن وتابع القراءة",
        "اشترك لقراءة", "اشترك لمتابعة القراءة", "اشترك لمواصلة القراءة", "اشترك لإكمال", "اشترك لاستكمال",
        "اشترك الآن لقراءة", "اشترك الآن لمتابعة", "للمشتركين فقط", "حصري للمشتركين", "حصريا للمشتركين", "مخصص للمشتركين",
        "متاح للمشتركين", "متاحة للمشتركين", "المحتوى للمشتركين", "المقال للمشتركين", "سجل لمتابعة القراءة",
        "سجل الدخول لمتابعة القراءة", "سجل الدخول لقراءة", "سجل مجانا لقراءة", "سجل مجانا لمتابعة", "لمتابعة القراءة اشترك",
        "لمتابعة القراءة سجل", "لمتابعة قراءة", "لمواصلة القراءة", "لاستكمال القراءة", "لإكمال القراءة", "لقراءة المقال كاملا",
        "لقراءة المقال كاملاً اشترك", "لقراءة بقية المقال", "المقالات المجانية", "تسجيل الدخول لمتابعة القراءة",
        "الاشتراك لمتابعة القراءة", "الاشتراك لقراءة", "هذا المحتوى مدفوع", "subscribe to continue", "subscribe to read",
        "subscribe to keep reading", "subscribe now to", "to continue reading", "to keep reading", "for subscribers only",
        "subscribers only", "exclusive to subscribers", "available to subscribers", "already a subscriber", "register to read",
        "register to continue", "sign in to continue", "log in to read", "log in to continue", "free articles",
        "réservé aux abonnés", "réservé à nos abonnés", "abonnez vous pour", "déjà abonné", "pour lire la suite",
        "il vous reste",
    ),
    "soft_404": (
        "لم نتمكن من إيجاد", "لم نستطع إيجاد", "لم نستطع العثور", "لا توجد صفحة", "لا يوجد خبر بهذا", "الرابط … غير صالح",
        "الرابط … غير صحيح", "الخبر الذي تحاول", "غير متاح حاليا أو تم حذفه", "تم نقلها أو تغيير عنوانها", "que vous demandez",
        "you tried to reach", "we can t find the page", "we couldn t find the page",
        "الصفحة … غير موجودة", "الصفحة … غير متوفرة", "الصفحة … غير متاحة", "الصفحة … لم تعد", "التي تبحث عنها",
        "الذي تبحث عنه", "ما تبحث عنه", "الصفحة التي طلبتها", "الصفحة التي تحاول", "لم نتمكن من العثور", "لم نعثر على",
        "لم يتم العثور على الصفحة", "لم يتم العثور على شيء", "لم يتم العثور على نتائج", "لم يتم العثور على المحتوى",
        "لم يتم العثور على أي", "تعذر العثور على", "لا يمكن العثور على", "ربما تم حذف", "ربما حذفت", "قد تكون حذفت",
        "قد يكون تم حذف", "قد تم حذفها", "تم نقلها أو حذفها", "حذفها أو نقلها", "عذرا الصفحة", "عذرا هذه الصفحة",
        "عفوا الصفحة", "الرابط الذي", "تأكد من صحة الرابط", "تأكد من الرابط", "تأكد من عنوان", "الخبر … غير موجود",
        "المقال … غير موجود", "المحتوى … غير موجود", "هذا المحتوى غير متوفر", "خطأ 404", "404 error", "error 404",
        "you are looking for", "you re looking for", "you were looking for", "you requested", "could not be found",
        "cannot be found", "can t be found", "couldn t find", "was not found on this server", "nothing was found",
        "no longer exists", "no longer available", "might have been removed", "may have been moved", "does not exist",
        "doesn t exist", "page not found", "que vous recherchez", "que vous cherchez", "n existe pas", "n existe plus",
        "a été supprimé", "a été supprimée", "est introuvable",
    ),
    "maintenance": (
        "نقوم … بتحديث الموقع", "سنعود إليكم قريبا", "بحلة جديدة", "we are currently updating",
        "الموقع تحت الصيانة", "الموقع قيد الصيانة", "موقعنا تحت الصيانة", "نقوم … بأعمال صيانة", "نقوم … بصيانة",
        "نجري … صيانة", "أعمال صيانة مجدولة", "سنعود قريبا", "سنعود إليكم", "نعود إليكم قريبا", "نعمل على تحديث الموقع",
        "نعمل على تطوير الموقع", "نعمل على إصلاح", "يرجى المحاولة لاحقا", "الرجاء المحاولة لاحقا", "حاول مرة أخرى لاحقا",
        "يرجى المحاولة مرة أخرى", "الرجاء المحاولة مرة أخرى", "شكرا لصبركم", "نعتذر عن الإزعاج", "الموقع غير متاح",
        "الموقع متوقف", "briefly unavailable", "undergoing … maintenance", "performing … maintenance", "down for maintenance",
        "under maintenance", "we ll be back", "be back shortly", "back online", "please try again later",
        "try again in a few minutes", "the server encountered", "the server is temporarily unable",
        "the server returned an invalid", "error establishing a database connection", "fatal error", "mysql", "sqlstate",
        "stack trace", "an error occurred", "temporarily unavailable", "server error in application", "customerrors",
        "the origin web server", "contact the site administrator", "actuellement en maintenance", "de retour bientôt",
        "veuillez réessayer",
    ),
    "parked": (
        "مرحبا بك في ووردبريس", "هذه هي مقالتك الأولى", "هذه أول مقالة", "هذه صفحة تجريبية", "this is your first post",
        "this is an example page", "bienvenue sur wordpress", "ceci est votre premier article",
        "this domain", "domain … for sale", "domain … is parked", "buy this domain", "make an offer",
        "the web server is successfully installed", "nginx web server is successfully installed", "the apache web server",
        "this is the default", "contact your hosting provider", "your hosting provider", "hosting company",
        "has been suspended", "bandwidth limit", "renew your", "domain … expired",
        "welcome to wordpress this is your first post", "no front page content has been created", "parent directory",
        "last modified size", "هذا النطاق", "النطاق … للبيع", "الدومين … للبيع", "شركة الاستضافة", "تم إيقاف هذا الحساب",
        "تم إيقاف هذا الموقع", "لشراء النطاق", "ce nom de domaine", "ce domaine",
    ),
}  # fmt: skip
"""The wall speaking to its reader; weaker than a heading, for reporting may quote it."""

SURE_MARKS = frozenset(("captcha-delivery.com", "cf_chl_opt", "px-captcha", "sec-if-cpt", "bm-verify"))
"""Of MARKS those no honest page has."""

MARKS: dict[Reason, tuple[str, ...]] = {
    "challenge": (
        "captcha-delivery.com", "_Incapsula_Resource", "cf_chl_opt", "cf-browser-verification", "cf-challenge", "cf-turnstile",
        "challenge-platform/h/", "px-captcha", "sucuri_cloudproxy", "check.ddos-guard.net", "ddos-guard", "hcaptcha.com",
        "awswaf", "sec-if-cpt", "bm-verify", "perfdrive.com", "toNumbers(", "slowAES", "g-recaptcha", "errors.edgesuite.net",
        "/_sec/cp_challenge",
    ),
    "login": (
        'type="password"', "type='password'", "type=password",
    ),
    "consent": (
        "consent.yahoo", "guce.", "privacy-gate", "consent-wall", "cookiewall", "cookie-wall",
    ),
    "paywall": (
        "paywall", "regwall", "premium-content", "subscriber-only", "subscribers-only", "locked-content", "piano.io",
        "tinypass", "leaky_paywall",
    ),
    "soft_404": (
        "error404", "error-404", "page-404", "page404", "not-found",
    ),
    "maintenance": (
        "maintenance-mode", "wp-die-message", "coming-soon", "xdebug-error", "cf-error-details",
    ),
    "parked": (
        "sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com", "afternic.com", "suspendedpage.cgi",
        "defaultwebpage.cgi", "window.park", "parking-lander", "above.com", "skenzo.com",
    ),
}  # fmt: skip
"""What stands in the source of such pages; scripts of the same names stand in honest pages too, so alone it says nothing."""

REPORTING: tuple[str, ...] = (
    "قال", "وقال", "قالت", "أعلن", "أعلنت", "وأعلنت", "أكد", "أكدت", "وأكد", "ذكر", "ذكرت", "وذكرت", "أوضح", "وأوضح", "أوضحت",
    "أفاد", "أفادت", "بحسب", "وبحسب", "وفق", "وفقا", "نقلا", "كشف", "كشفت", "وأضاف", "وأضافت", "أضاف", "وأشار",
    "said", "says", "announced", "according", "reported", "spokesman", "spokesperson", "a annoncé", "selon",
    "a déclaré", "a indiqué",
)  # fmt: skip
"""Words of reporting: who writes about a wall uses them, the wall does not."""
