"""Lines planted into the story of a labelled page: what should be taken out, and what only looks like it and should stay.

No class, id or attribute helps. Texts are invented, in the shapes Arabic news sites use.
"""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

_OTHER = "وفد رسمي يزور المعرض الزراعي في بلدة الرمانة"
_MORE = "افتتاح جسر جديد فوق نهر الغزال بعد عامين من الأعمال"


def _link(text: str) -> str:
    return f'<a href="/news/4711">{text}</a>'


FURNITURE: dict[str, str] = {
    "read also: bold label, link below": f"<p><strong>اقرأ أيضًا:</strong></p><p>{_link(_OTHER)}</p>",
    "read also: label and link in one line": f"<p>اقرأ أيضاً: {_link(_OTHER)}</p>",
    "read also: plain text, no link": f"<p>إقرأ أيضا : {_OTHER}</p>",
    "read also: label, two lines of plain text": f"<p>اقرأ ايضا..</p><p>{_OTHER}</p><p>{_MORE}</p>",
    "read also: list": f"<div><h4>مواضيع ذات صلة</h4><ul><li>{_link(_OTHER)}</li><li>{_link(_MORE)}</li></ul></div>",
    "read also: a bare linked headline": f"<p>{_link(_OTHER)}</p>",
    "read also: linked headline in bold, arrow before it": f"<p><strong>⬅️ {_link(_OTHER)}</strong></p>",
    "read also: «للمزيد»": f"<p>للمزيد: {_link(_OTHER)}</p>",
    "read also: «وكالات» style link with picture": f'<div><a href="/n/1"><img src="/i.jpg" alt=""><span>{_OTHER}</span></a></div>',
    "read also: table of two links": f"<table><tr><td>{_link(_OTHER)}</td><td>{_link(_MORE)}</td></tr></table>",
    "read also: box with date": f"<div><h3>{_link(_OTHER)}</h3><span>12 أكتوبر 2026</span></div>",
    "read also: box with teaser": f"<div><h3>قد يهمك أيضًا</h3><div>{_link(_OTHER)}</div><div>تفاصيل الزيارة التي استمرت يومين وما قاله المزارعون عنها</div></div>",
    "read also: «خاص» in brackets": f"<p>[اقرأ أيضا: {_link(_OTHER)}]</p>",
    "watch also: linked": f"<p>شاهد أيضاً: {_link(_OTHER)}</p>",
    "watch also: «شاهدوا بالفيديو»": f"<p>شاهدوا بالفيديو: {_link(_OTHER)}</p>",
    "follow: Telegram with address": "<p>تابعوا قناة المحطة على تلغرام: https://t.me/almahatta</p>",
    "follow: Google News": "<p>تابعوا آخر أخبار المحطة عبر Google News</p>",
    "follow: WhatsApp, linked": '<p><a href="https://whatsapp.com/channel/9">اضغط هنا للانضمام إلى قناتنا على واتساب</a></p>',
    "follow: «لمتابعة أخبارنا»": "<p>لمتابعة أخبارنا لحظة بلحظة انضموا إلى قناتنا في تليغرام</p>",
    "follow: to join the group": '<p>للانضمام إلى مجموعة المحطة على الواتساب <a href="https://chat.whatsapp.com/x">اضغط هنا</a></p>',
    "follow: app": '<p>حمل تطبيق المحطة الآن من <a href="#">App Store</a> و<a href="#">Google Play</a></p>',
    "follow: row of platforms": '<p><a href="#">فيسبوك</a> | <a href="#">إكس</a> | <a href="#">تلغرام</a> | <a href="#">يوتيوب</a></p>',
    "share: label": "<div>شارك هذا الخبر</div>",
    "share: with a number": "<div><span>مشاركة</span> <span>12</span></div>",
    "share: in plural": "<p>شاركوا الخبر مع أصدقائكم</p>",
    "ad label": "<div>- إعلان -</div>",
    "ad label: Advertisement": "<p>Advertisement</p>",
    "ad label: after the ad": "<p>الإعلان أدناه، والقصة مستمرة بعده</p>",
    "newsletter": "<div><h4>اشترك في نشرتنا البريدية</h4><p>تصلك أهم الأخبار كل صباح</p></div>",
    "newsletter: with consent line": "<p>بالضغط على زر الاشتراك أنت توافق على شروط الاستخدام وسياسة الخصوصية</p>",
    "listen": "<div>استمع للخبر بصوت المذيع الآلي 3:21</div>",
    "reading time": "<div>مدة القراءة: 4 دقائق</div>",
    "views": "<div>عدد المشاهدات: 1,204</div>",
    "most read list": f"<div><h3>الأكثر قراءة الآن</h3><ol><li>{_link(_OTHER)}</li><li>{_link(_MORE)}</li></ol></div>",
    "tags as hashtags": '<p><a href="/t/1">#الزراعة</a> <a href="/t/2">#الرمانة</a> <a href="/t/3">#المعارض</a></p>',
    "donation": '<p>ادعم الصحافة المستقلة: <a href="/donate">تبرع الآن</a></p>',
    "error link": "<p>هل وجدت خطأ في النص؟ أبلغنا عنه</p>",
    "video chrome": "<div>لا يمكن تشغيل الفيديو، يرجى تحديث المتصفح</div>",
    "skip box": f"<div><h2>قصص مختارة</h2><a href='#e'>تخطى قصص مختارة وواصل القراءة</a><p>{_link(_OTHER)}</p><p>قصص مختارة نهاية</p></div>",
    "instagram remnant": "<p>View this post on Instagram</p><p>A post shared by Station News (@stationnews)</p>",
    "pasted post of X": "<p>بدأت أعمال توسعة الميناء صباح اليوم pic.twitter.com/aB3dE5fG7h — المحطة (@almahatta) November 20, 2026</p>",
    "English read also": f"<p><b>Read also:</b> {_link('New bridge opens after two years of work')}</p>",
}
"""Name → markup that is no part of the story."""

INNOCENT: dict[str, str] = {
    "we followed": "تابعنا التطورات من داخل المدينة طوال ثلاثة أيام.",
    "he went on": "وتابع قائلاً إن الموسم سيكون أفضل من سابقه.",
    "he took part": "شارك الوزير في افتتاح الجسر إلى جانب عدد من الأهالي.",
    "announcement": "إعلان حالة التأهب جاء بعد ساعات من هطول المطر.",
    "more of": "المزيد من الخيام وصل إلى البلدة مساء الخميس.",
    "eyewitness": "شاهد عيان: رأينا السيارة تعبر الجسر قبل دقائق من انهياره.",
    "the most deadly": "الأكثر دموية بين الحوادث كان حادث الطريق الساحلي.",
    "irrelevant": "وصف المتحدث الاتهامات بأنها غير ذات صلة بالتحقيق.",
    "joined the army": "انضم إلى الجيش قبل عشر سنوات وترقى فيه سريعاً.",
    "wrote on X": "كتب الرئيس على منصة إكس: نشكر كل من ساهم في الإنقاذ.",
    "read, he said": "اقرأ الرسالة جيداً ثم وقعها، قال له المحامي.",
    "one-line answer": "- نعم، حدث ذلك أمامي.",
    "question of an interview": "<strong>كيف بدأت الفكرة؟</strong>",
    "subhead": "<strong>موسم صعب</strong>",
    "subhead as heading": "<h3>خسائر المزارعين</h3>",
    "numbers": "الدولار شراء 605 إلى 606 ليرات.",
    "result": "الأهلي 2 - 1 الاتحاد",
    "verse": "يا زهرة الوادي البعيد تمهلي",
    "said to agency": "وقال مسعف لرويترز إن سبعة أشخاص نقلوا إلى المستشفى.",
    "one word said": "«مستحيل».",
    "linked sentence": '<a href="/report">نشرت المنظمة تقريرها السنوي عن حال المياه في الريف.</a>',
    "link inside a sentence": 'وبحسب <a href="/report">تقرير سابق</a> فإن النهر فقد ثلث مياهه.',
    "list item of facts": "<ul><li>سبع إصابات في حي الميناء</li><li>إصابتان في السوق القديمة</li></ul>",
    "he commented": "التعليقات التي وصلت إلى البلدية طالبت بتأجيل القرار.",
    "in brackets": "(يذكر أن الجسر بني قبل ستين عاماً)",
    "date in a sentence": "في 12 أكتوبر 2019 أغلقت المدرسة أبوابها.",
    "source said": "المصدر قال إن المفاوضات ستستأنف الأحد.",
    "related by words": "أخبار متضاربة وصلت من القرية بعد انقطاع الاتصالات.",
    "print": "طباعة الصحيفة توقفت يومين بسبب نقص الورق.",
    "subscription": "اشترك في الهجوم ستة مسلحين، وفق بيان الشرطة.",
    "quotation of a post": "<blockquote>لن نغادر بيوتنا مهما طال الانتظار، هنا ولدنا وهنا نبقى.</blockquote>",
}
"""Name → a paragraph of reporting, or its markup."""
