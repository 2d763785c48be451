"""Every platform's embed code becomes data, however a theme wraps it; nothing of it stays in the text."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

import pytest

from crawler.extraction.embeds import cutting
from crawler.extraction.embeds.signatures import Cut
from crawler.extraction.page import tree

TWEET = (
    '<blockquote class="twitter-tweet" data-lang="ar"><p lang="ar" dir="rtl">وصلت القافلة الأولى<br>إلى المدينة <a href="https://t.co/a">pic.twitter.com/a</a></p>'
    '&mdash; مرصد المدينة (@marsad) <a href="https://x.com/marsad/status/77?ref_src=twsrc%5Etfw">12 نوفمبر 2026</a></blockquote>'
)
READ_TWEET = Cut("x", "https://x.com/marsad/status/77", "مرصد المدينة", "12 نوفمبر 2026", "وصلت القافلة الأولى\nإلى المدينة")
CASES = {
    "x-figure": (f'<figure class="wp-block-embed is-provider-twitter"><div class="wp-block-embed__wrapper">{TWEET}<script async src="//platform.x.com/widgets.js"></script></div></figure>', READ_TWEET),
    "x-theme-wrapper": (f'<div class="post-embed-wrap"><center>{TWEET}</center></div>', READ_TWEET),
    "x-quotation-without-class": (TWEET.replace(' class="twitter-tweet" data-lang="ar"', ""), READ_TWEET),
    "x-link-only": ('<blockquote class="twitter-tweet"><a href="https://twitter.com/marsad/status/78?s=20"></a></blockquote>', Cut("x", "https://twitter.com/marsad/status/78")),
    "x-quoting-another": (
        '<blockquote class="twitter-tweet"><p>انظروا <a href="https://twitter.com/other/status/1">https://twitter.com/other/status/1</a></p>&mdash; مرصد (@m) <a href="https://twitter.com/m/status/2">May 3, 2024</a></blockquote>',
        Cut("x", "https://twitter.com/m/status/2", "مرصد", "May 3, 2024", "انظروا https://twitter.com/other/status/1"),
    ),
    "x-rendered": ('<div class="twitter-tweet twitter-tweet-rendered"><iframe id="twitter-widget-0" src="https://platform.twitter.com/embed/Tweet.html?dnt=true&amp;id=79&amp;lang=ar" data-tweet-id="79"></iframe></div>', Cut("x", "https://twitter.com/i/status/79")),
    "x-widget-element": ('<twitter-widget class="twitter-tweet" data-tweet-id="80"></twitter-widget>', Cut("x", "https://twitter.com/i/status/80")),
    "x-article": ('<article data-tweet-id="81"><p>نص التغريدة</p></article>', Cut("x", "https://twitter.com/i/status/81", text="نص التغريدة")),
    "x-srcdoc": (f'<iframe srcdoc="{TWEET.replace(chr(34), "&quot;")}"></iframe>', READ_TWEET),
    "x-mirror": ('<iframe src="https://nitter.example.net/marsad/status/82/embed"></iframe>', Cut("x", "https://x.com/marsad/status/82")),
    "x-frame-of-a-third": ('<iframe src="https://twitframe.com/show?url=https%3A%2F%2Ftwitter.com%2Fm%2Fstatus%2F83"></iframe>', Cut("x", "https://twitter.com/m/status/83")),
    "facebook-video-mobile": ('<iframe data-lazy-src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fm.facebook.com%2Fpage%2Fvideos%2F5%2F%3Fmibextid%3Dabc&amp;show_text=0" src="about:blank"></iframe>', Cut("facebook", "https://www.facebook.com/page/videos/5/")),
    "facebook-story": ('<div class="fb-post" data-href="https://ar-ar.facebook.com/story.php?story_fbid=1&amp;id=2&amp;rdid=x"></div>', Cut("facebook", "https://www.facebook.com/story.php?story_fbid=1&id=2")),
    "facebook-arabic": (
        '<div class="fb-post" data-href="https://www.facebook.com/p/posts/3"><blockquote cite="https://www.facebook.com/p/posts/3" class="fb-xfbml-parse-ignore"><p>بيان الأهالي</p>تم النشر بواسطة \u200f<a href="#">لجنة الحي</a>\u200f في \u200f<a href="#">الأحد، ٥ سبتمبر ٢٠٢١</a></blockquote></div>',
        Cut("facebook", "https://www.facebook.com/p/posts/3", "لجنة الحي", "الأحد، ٥ سبتمبر ٢٠٢١", "بيان الأهالي"),
    ),
    "facebook-xfbml": ('<fb:post href="https://www.facebook.com/p/posts/4"></fb:post>', Cut("facebook", "https://www.facebook.com/p/posts/4")),
    "facebook-amp": ('<amp-facebook data-href="https://www.facebook.com/p/posts/6"></amp-facebook>', Cut("facebook", "https://www.facebook.com/p/posts/6")),
    "instagram": (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/reel/AB_c/?utm_source=ig_embed"><div><a href="https://www.instagram.com/reel/AB_c/?utm_source=ig_embed"><div>View this post on Instagram</div></a><p><a href="#">A post shared by مصوّر الحي (@photog)</a></p></div></blockquote>',
        Cut("instagram", "https://www.instagram.com/reel/AB_c/", "مصوّر الحي"),
    ),
    "instagram-arabic": (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AB/"><a href="#">عرض هذا المنشور على Instagram</a><p>تمت مشاركة منشور بواسطة مصوّر (@photog)</p></blockquote>',
        Cut("instagram", "https://www.instagram.com/p/AB/", "مصوّر"),
    ),
    "instagram-rendered": ('<iframe class="instagram-media instagram-media-rendered" src="https://www.instagram.com/p/AB/embed/captioned/?cr=1&amp;v=14"></iframe>', Cut("instagram", "https://www.instagram.com/p/AB/")),
    "instagram-amp": ('<amp-instagram data-shortcode="AB"></amp-instagram>', Cut("instagram", "https://www.instagram.com/p/AB/")),
    "telegram-frame": ('<iframe id="telegram-post-c-9" src="https://t.me/canal/9?embed=1&amp;mode=tme"></iframe>', Cut("telegram", "https://t.me/canal/9")),
    "telegram-quotation": ('<blockquote class="telegram-post"><p>خبر القناة</p><a href="https://t.me/canal/10">VIEW IN TELEGRAM</a></blockquote>', Cut("telegram", "https://t.me/canal/10", text="خبر القناة")),
    "youtube-lazy": ('<div class="rll-youtube-player" data-id="abcdefghijk" data-src="https://www.youtube.com/embed/abcdefghijk"></div><noscript><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></noscript>', Cut("youtube", "https://www.youtube.com/watch?v=abcdefghijk")),
    "youtube-lite": ('<lite-youtube videoid="abcdefghijk"></lite-youtube>', Cut("youtube", "https://www.youtube.com/watch?v=abcdefghijk")),
    "youtube-nocookie": ('<iframe data-src="https://www.youtube-nocookie.com/embed/abcdefghijk?start=3"></iframe>', Cut("youtube", "https://www.youtube.com/watch?v=abcdefghijk")),
    "oembed": ('<figure class="media"><oembed url="https://youtu.be/abcdefghijk?si=z"></oembed></figure>', Cut("youtube", "https://www.youtube.com/watch?v=abcdefghijk")),
    "dailymotion": ('<iframe src="https://geo.dailymotion.com/player/x1.html?video=x8abc"></iframe>', Cut("dailymotion", "https://www.dailymotion.com/video/x8abc")),
    "vimeo": ('<iframe src="https://player.vimeo.com/video/123?h=9"></iframe>', Cut("vimeo", "https://vimeo.com/123")),
    "rumble": ('<iframe src="https://rumble.com/embed/v4abcd/?pub=4"></iframe>', Cut("rumble", "https://rumble.com/embed/v4abcd/")),
    "ok": ('<iframe src="//ok.ru/videoembed/456?nochat=1"></iframe>', Cut("ok", "https://ok.ru/video/456")),
    "tiktok": (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@sahafi/video/7?lang=ar" data-video-id="7"><section><a href="#">@sahafi</a> <p>من السوق اليوم <a href="#">#سوق</a></p> <a href="#">♬ original sound - sahafi</a></section></blockquote>',
        Cut("tiktok", "https://www.tiktok.com/@sahafi/video/7", "@sahafi", None, "من السوق اليوم #سوق"),
    ),
    "threads": ('<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@a/post/C1?xmt=2"><a href="https://www.threads.net/@a/post/C1">View on Threads</a></blockquote>', Cut("threads", "https://www.threads.net/@a/post/C1")),
    "bluesky": ('<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:ab1/app.bsky.feed.post/3k"><p>نص قصير</p>&mdash; كاتب (<a href="#">@k.bsky.social</a>) <a href="#">May 3, 2026 at 4:00 PM</a></blockquote>', Cut("bluesky", "https://bsky.app/profile/did:plc:ab1/post/3k", "كاتب", "May 3, 2026 at 4:00 PM", "نص قصير")),
    "soundcloud": ('<iframe src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/5&amp;color=f50"></iframe>', Cut("soundcloud", "https://api.soundcloud.com/tracks/5")),
    "spotify": ('<iframe src="https://open.spotify.com/embed/episode/4xy?utm_source=generator"></iframe>', Cut("spotify", "https://open.spotify.com/episode/4xy")),
    "apple": ('<iframe src="https://embed.podcasts.apple.com/us/podcast/x/id1?i=2"></iframe>', Cut("apple_podcasts", "https://podcasts.apple.com/us/podcast/x/id1?i=2")),
    "truthsocial": ('<iframe class="truthsocial-embed" src="https://truthsocial.com/@one/posts/1140123/embed"></iframe>', Cut("truthsocial", "https://truthsocial.com/@one/posts/1140123")),
    "mastodon": ('<iframe class="mastodon-embed" src="https://toot.example.org/@one/112233445566/embed"></iframe>', Cut("mastodon", "https://toot.example.org/@one/112233445566")),
    "reddit": ('<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/x/comments/1ab/t/">عنوان</a><br>by <a href="https://www.reddit.com/user/u/">u</a></blockquote>', Cut("reddit", "https://www.reddit.com/r/x/comments/1ab/t/", text="عنوان\nby u")),
    "linkedin": ('<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:7"></iframe>', Cut("linkedin", "https://www.linkedin.com/feed/update/urn:li:share:7")),
    "flickr": ('<a data-flickr-embed="true" href="https://www.flickr.com/photos/a/5/"><img src="x.jpg"></a>', Cut("flickr", "https://www.flickr.com/photos/a/5/")),
    "pinterest": ('<iframe src="https://assets.pinterest.com/ext/embed.html?id=99"></iframe>', Cut("pinterest", "https://www.pinterest.com/pin/99/")),
    "maps": ('<iframe src="https://www.google.com/maps/embed?pb=!1m18"></iframe>', Cut("maps", "https://www.google.com/maps/embed?pb=!1m18")),
    "datawrapper": ('<iframe src="https://datawrapper.dwcdn.net/aBc/2/"></iframe>', Cut("datawrapper", "https://datawrapper.dwcdn.net/aBc/2/")),
    "flourish": ('<div class="flourish-embed flourish-chart" data-src="visualisation/12"><script src="x"></script></div>', Cut("flourish", "https://flo.uri.sh/visualisation/12")),
    "infogram": ('<div class="infogram-embed" data-id="c-1"></div>', Cut("infogram", "https://infogram.com/c-1")),
    "document": ('<iframe src="https://docs.google.com/gview?url=https%3A%2F%2Foutlet.example%2Freport.pdf&amp;embedded=true"></iframe>', Cut("document", "https://outlet.example/report.pdf")),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "wanted"), CASES.values(), ids=CASES)
def test_embed_code(markup: str, wanted: Cut) -> None:
    root = tree.parse(f"<body><p>قبل</p>{markup}<p>بعد</p></body>")
    assert cutting.cut(root) == [wanted]
    assert [(block.text, block.embed) for block in tree.blocks(root.find("body"))] == [("قبل", None), ("", 0), ("بعد", None)]


WIDGETS = {
    "page": '<div class="fb-page" data-href="https://www.facebook.com/outlet"><blockquote cite="https://www.facebook.com/outlet" class="fb-xfbml-parse-ignore"><a href="#">صفحة الجريدة</a></blockquote></div>',
    "timeline": '<a class="twitter-timeline" href="https://twitter.com/outlet">Tweets by outlet</a>',
    "pixel": '<iframe src="https://stats.example.org/p" width="1" height="1"></iframe>',
    "hidden": '<iframe src="https://stats.example.org/p" style="display: none"></iframe>',
    "srcdoc-nothing": '<iframe srcdoc="<p>x</p>"></iframe>',
}


@pytest.mark.parametrize("markup", WIDGETS.values(), ids=WIDGETS)
def test_widget_is_neither_embed_nor_text(markup: str) -> None:
    root = tree.parse(f"<body><p>قبل</p>{markup}<p>بعد</p></body>")
    assert cutting.cut(root) == []
    assert [block.text for block in tree.blocks(root.find("body"))] == ["قبل", "بعد"]


def test_lazy_twin_of_a_post_is_one_embed_with_the_fuller_address() -> None:
    twin = '<iframe src="https://platform.twitter.com/embed/Tweet.html?id=77"></iframe>'
    root = tree.parse(f"<body><p>قبل</p>{twin}<script>x</script>{TWEET}<p>بعد</p></body>")
    assert cutting.cut(root) == [READ_TWEET]


CARD = (
    '<blockquote class="wp-embedded-content"><a href="https://{host}/story">عنوان خبر آخر من الموقع نفسه</a></blockquote>'
    '<iframe class="wp-embedded-content" src="https://{host}/story/embed/#?secret=x"></iframe>'
)


def test_card_of_the_same_site_is_a_link_and_no_embed() -> None:
    root = tree.parse(f"<body><p>قبل</p>{CARD.format(host='outlet.example')}<p>بعد</p></body>")
    assert cutting.cut(root, "https://www.outlet.example/page") == []
    rows = [(block.text, block.link_share) for block in tree.blocks(root.find("body"))]
    assert rows == [("قبل", 0.0), ("عنوان خبر آخر من الموقع نفسه", 1.0), ("بعد", 0.0)]
    assert next(root.iter("iframe"), None) is None


def test_card_of_another_site_is_an_embed() -> None:
    root = tree.parse(f"<body>{CARD.format(host='other.example')}</body>")
    assert cutting.cut(root, "https://outlet.example/page") == [
        Cut("wordpress", "https://other.example/story", text="عنوان خبر آخر من الموقع نفسه")
    ]
