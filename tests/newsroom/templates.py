"""Page shapes: how six kinds of sites wrap one and the same article."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote

from tests.newsroom import parts
from tests.newsroom.parts import Block
from tests.newsroom.printed import Picture, Printed
from tests.newsroom.profiles import Profile, Shape


def text(value: str) -> str:
    return escape(value, quote=False)


def media(item: Printed, figure: Callable[[Picture], str]) -> str:
    """Picture, gallery or player of the article, in the shape's own dress."""
    player = f'<iframe src="{item.video}" width="640" height="360" allowfullscreen></iframe>' if item.video else ""
    return player + "".join(figure(picture) for picture in ((item.picture,) if item.picture else ()) + item.gallery)


def figure(picture: Picture) -> str:
    image = f'<img src="{picture.url}" alt="{escape(picture.line)}">'
    return f"<figure>{image}<figcaption>{text(picture.line)}</figcaption></figure>"


def wp_figure(picture: Picture) -> str:
    image = f'<img class="wp-post-image" src="{picture.url}" />'
    return f'<figure class="wp-caption">{image}<figcaption class="wp-caption-text">{text(picture.line)}</figcaption></figure>'


def small_line(picture: Picture) -> str:
    return f'<img src="{picture.url}" alt="{escape(picture.line)}"><br><small>{text(picture.line)}</small>'


def described(picture: Picture) -> str:
    image = f'<img src="{picture.url}" alt="{escape(picture.line)}">'
    return f'<div class="story-img">{image}<span class="img-desc">{text(picture.line)}</span></div>'


def section_link(item: Printed, profile: Profile) -> str:
    return f'<a href="{profile.base}/section/{item.section_slug}">{item.section}</a>'


def tag_links(item: Printed, profile: Profile, joint: str) -> str:
    return joint.join(f'<a rel="tag" href="{profile.base}/tag/{quote(tag)}">{text(tag)}</a>' for tag in item.tags)


def semantic(item: Printed, profile: Profile) -> str:
    """(a) Everything marked: article, header, time, figure, JSON-LD, OpenGraph."""
    authors = "، ".join(f'<a rel="author" href="{profile.base}/author/{quote(name)}">{text(name)}</a>' for name in item.authors)
    tags = "".join(f'<li><a rel="tag" href="{profile.base}/tag/{quote(tag)}">{text(tag)}</a></li>' for tag in item.tags)
    return f"""<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{text(item.headline)} | {profile.name_ar}</title>
<link rel="canonical" href="{item.canonical}">
{parts.open_graph(item, profile)}
{parts.json_ld(item, profile)}
</head><body><header><nav>{parts.menu(profile)}</nav></header>
<main><article><header>{section_link(item, profile)}<h1>{text(item.headline)}</h1>
{f'<p class="standfirst">{text(item.standfirst)}</p>' if item.standfirst else ""}
<div class="meta">{f'<span class="byline">كتب: {authors}</span>' if authors else ""}
<time datetime="{item.published.isoformat()}">{item.published_raw}</time></div></header>
{media(item, figure)}
<div class="article-body" itemprop="articleBody">
{parts.body(item, profile, parts.paragraph)}
</div><footer><ul class="tags">{tags}</ul></footer></article>
<aside><h2>الأكثر قراءة</h2><ol>{parts.related_links(item)}</ol>{parts.newsletter()}</aside></main>
<footer><p>جميع الحقوق محفوظة © {profile.name_ar}</p><p>{parts.DISCLAIMER}</p></footer></body></html>"""


def soup(item: Printed, profile: Profile) -> str:
    """(b) Nested div and span only; the headline is a div, the date a line of text, embeds are pasted text."""

    def dress(block: Block) -> str:
        what, value = block
        return value if what == "embed" else f'<div class="t3">{text(value)}</div>'

    credit = f'<div class="s1">إعداد: {"، ".join(map(text, item.authors))}</div>' if item.authors else ""
    return f"""<html dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{profile.name_ar} - {text(item.headline)}</title></head><body>
<div id="w"><div class="m1">{parts.menu(profile)}</div><div class="tick"><div>عاجل</div><div>آخر الأخبار</div></div>
<div class="c2"><div class="x1">{section_link(item, profile)}</div>
<div class="big">{text(item.headline)}</div><div class="s1">{item.published_raw}</div>{credit}
<div class="sh"><span>شارك</span> <span>طباعة</span> <span>أ+</span> <span>أ-</span></div>
{media(item, lambda pic: f'<div class="pic"><img src="{pic.url}"><div class="cap">{text(pic.line)}</div></div>')}
<div class="txt">
{parts.body(item, profile, dress)}
</div><div class="kw">كلمات مفتاحية: {tag_links(item, profile, " ، ")}</div>
<div class="rel"><div>مواضيع ذات صلة</div>{parts.related_links(item)}</div></div>
<div class="c3"><div>الأكثر تداولاً</div>{parts.related_links(item)}</div>
<div class="ft">جميع الحقوق محفوظة © {profile.name_ar} {parts.DISCLAIMER}</div></div></body></html>"""


def wordpress(item: Printed, profile: Profile) -> str:
    """(c) WordPress classes, entry-content, Jetpack share and related, comments inside the article element."""
    tags = tag_links(item, profile, "، ")
    author = " و".join(item.authors) or "فريق التحرير"
    return f"""<!DOCTYPE html>
<html dir="rtl" lang="ar"><head><meta charset="UTF-8" /><title>{text(item.headline)} &#8211; {profile.name_ar}</title>
<link rel="canonical" href="{item.canonical}" /><link rel="shortlink" href="{profile.base}/?p={item.number}" />
{parts.open_graph(item, profile)}
<meta name="generator" content="WordPress 6.4.2" /></head>
<body class="rtl single single-post postid-{item.number}"><div id="page" class="site">
<header class="site-header"><div class="main-nav">{parts.menu(profile)}</div></header><main id="main" class="site-main">
<article id="post-{item.number}" class="post-{item.number} post type-post status-publish format-standard hentry">
<header class="entry-header"><span class="cat-links">
<a href="{profile.base}/category/{item.section_slug}/" rel="category tag">{item.section}</a></span>
<h1 class="entry-title">{text(item.headline)}</h1>
<div class="entry-meta"><span class="byline"><span class="author vcard">{author}</span></span>
<time class="entry-date published" datetime="{item.published.isoformat()}">{item.published_raw}</time></div></header>
{media(item, wp_figure)}
<div class="entry-content">
{f'<h2 class="wp-block-heading">{text(item.standfirst)}</h2>' if item.standfirst else ""}
{parts.body(item, profile, parts.paragraph)}
{parts.share()}
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>مرتبط</em></h3>
<ul>{parts.related_links(item)}</ul></div>
</div><footer class="entry-footer"><span class="tags-links">الوسوم: {tags}</span></footer>
{parts.comments(item.number % 4)}</article></main>
<aside class="widget-area"><section class="widget"><h2>أحدث المقالات</h2>
<ul>{parts.related_links(item)}</ul></section>{parts.newsletter()}</aside>
<footer class="site-footer">سياسة الخصوصية | من نحن | {parts.DISCLAIMER}</footer></div></body></html>"""


def legacy(item: Printed, profile: Profile) -> str:
    """(d) A page of 2004 in windows-1256; every third page does not say so in a meta element either."""
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">' if item.number % 3 else ""
    authors = f'<p align="right"><b>بقلم: {" - ".join(map(text, item.authors))}</b></p>' if item.authors else ""
    return f"""<HTML DIR="RTL"><HEAD>{meta}<TITLE>{text(item.headline)}</TITLE>
<META NAME="keywords" CONTENT="{escape(", ".join(item.tags))}">
<META NAME="description" CONTENT="{escape(item.standfirst or item.headline)}"></HEAD><BODY BGCOLOR="#FFFFFF">
<CENTER>{parts.menu(profile)}</CENTER><HR>
<font size="1"><a href="{profile.base}/">الرئيسية</a> &gt; {section_link(item, profile)}</font>
<div id="content"><h2 class="titre">{text(item.headline)}</h2>
<p class="date"><font size="2">{item.published_raw}</font></p>{authors}
{media(item, lambda pic: f'<p align="center"><img src="{pic.url}"><br><font size="1">{text(pic.line)}</font></p>')}
{f"<p><b>{text(item.standfirst)}</b></p>" if item.standfirst else ""}
{parts.body(item, profile, parts.paragraph)}
</div><HR><font size="2">أرسل إلى صديق | طباعة | حفظ</font>
<h3>مواضيع متعلقة</h3><ul>{parts.related_links(item)}</ul>
<CENTER><font size="1">جميع الحقوق محفوظة {profile.name_ar} {parts.DISCLAIMER}</font></CENTER></BODY></HTML>"""


def tables(item: Printed, profile: Profile) -> str:
    """(e) Layout by tables; paragraphs are lines between `<br><br>` in one cell."""

    def dress(block: Block) -> str:
        what, value = block
        return value if what == "embed" else f"{text(value)}<br><br>"

    authors = f"<br>تقرير: {'، '.join(map(text, item.authors))}" if item.authors else ""
    return f"""<html dir="rtl"><head><meta charset="utf-8"><title>{text(item.headline)} :: {profile.name_ar}</title></head>
<body><table width="100%" border="0"><tr><td colspan="3" bgcolor="#003366">{parts.menu(profile)}</td></tr>
<tr><td width="20%" valign="top"><b>الأكثر مشاهدة</b><br>{parts.related_links(item)}</td>
<td width="60%" valign="top"><table width="100%">
<tr><td class="title"><font size="5"><b>{text(item.headline)}</b></font></td></tr>
<tr><td class="info">{section_link(item, profile)} | <font color="gray">{item.published_raw}{authors}</font></td></tr>
<tr><td align="center">{media(item, small_line)}</td></tr>
<tr><td class="story">
{parts.body(item, profile, dress)}
</td></tr><tr><td>كلمات مفتاحية: {tag_links(item, profile, " ، ")}</td></tr>
<tr><td><font size="2">أضف تعليق | أرسل إلى صديق | طباعة</font></td></tr></table></td>
<td width="20%" valign="top"><b>إعلانات</b><br>{parts.newsletter()}</td></tr>
<tr><td colspan="3" align="center">جميع الحقوق محفوظة {profile.name_ar} - {parts.DISCLAIMER}</td></tr></table></body></html>"""


def agency(item: Printed, profile: Profile) -> str:
    """(f) A plain modern page: section and h1, meta elements of its own names, microdata, no JSON-LD."""
    authors = f'<div class="story-author">تحرير: {" و".join(map(text, item.authors))}</div>' if item.authors else ""
    crumbs = f'<a href="{profile.base}/">الرئيسية</a> / {section_link(item, profile)}'
    description = escape(item.standfirst or item.paragraphs[0][:150])
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<meta name="description" content="{description}">
<title>{text(item.headline)} - {profile.name_ar}</title>
<link rel="canonical" href="{item.canonical}"><meta name="author" content="{escape("، ".join(item.authors))}">
<meta name="keywords" content="{escape("،".join(item.tags))}">
<meta itemprop="datePublished" content="{item.published.isoformat()}"></head>
<body itemscope itemtype="https://schema.org/NewsArticle"><div class="top">{parts.menu(profile)}</div>
<section class="story"><div class="breadcrumb">{crumbs}</div><h1 itemprop="headline">{text(item.headline)}</h1>
<span class="story-date">{item.published_raw}</span>{authors}
{media(item, described)}
<div class="story-text">{f"<p><strong>{text(item.standfirst)}</strong></p>" if item.standfirst else ""}
{parts.body(item, profile, parts.paragraph)}
</div><div class="copy">نسخ الرابط</div></section>
<section class="more"><h3>اقرأ المزيد</h3><ul>{parts.related_links(item)}</ul></section>
<div class="bottom">اتصل بنا | شروط الاستخدام | {parts.DISCLAIMER}</div></body></html>"""


SHAPES: dict[Shape, Callable[[Printed, Profile], str]] = {
    "semantic": semantic,
    "soup": soup,
    "wordpress": wordpress,
    "legacy": legacy,
    "tables": tables,
    "agency": agency,
}


def page(item: Printed, profile: Profile) -> bytes:
    """The article's page, in the bytes the outlet's server sends; `notes` changes the page, never the article."""
    html = SHAPES[profile.shape](item, profile)
    if item.notes:
        html += f"\n<!-- generated {item.notes} -->"
    return html.encode(profile.encoding, errors="xmlcharrefreplace")
