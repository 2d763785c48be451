"""More than two hundred ways to be executed, or to break out of where a text stands. Each would set `window.pwned`."""

from __future__ import annotations

from itertools import product

DO = "window.pwned=1"
_BREAKS = (
    "",
    '">',
    "'>",
    "</title>",
    "</p>",
    "-->",
    "</textarea>",
    "</option></select>",
    "</style>",
    "</script>",
    "]]>",
    "</bdi></a>",
)
_TAGS = (
    f"<script>{DO}</script>",
    f"<img src=x onerror={DO}>",
    f"<svg onload={DO}>",
    f"<svg><animate onbegin={DO} attributeName=x dur=1s>",
    f"<iframe srcdoc='<script>parent.{DO}</script>'></iframe>",
    f"<details open ontoggle={DO}>x</details>",
    f"<body onload={DO}>",
    f"<input autofocus onfocus={DO}>",
    f"<video><source onerror={DO}></video>",
    f"<math><mtext></form><form><mglyph><style></math><img src=x onerror={DO}>",
    f"<noscript><p title='</noscript><img src=x onerror={DO}>'>",
    f"<a href='javascript:{DO}'>اضغط</a>",
)
_ATTRIBUTES = tuple(
    f"{quote} {event}={quote}{DO}{quote} x={quote}"
    for quote, event in product(
        ('"', "'", "`"), ("onmouseover", "onfocus autofocus", "onload", "onerror", "onpointerenter", "style")
    )
)
_SPELT = (
    f"&lt;script&gt;{DO}&lt;/script&gt;",
    f"&#60;img src=x onerror={DO}&#62;",
    f"\\u003cscript\\u003e{DO}\\u003c/script\\u003e",
    f"%3Cscript%3E{DO}%3C/script%3E",
    f"<scr<script>ipt>{DO}</scr</script>ipt>",
    f"<ScRiPt >{DO}</sCrIpT >",
    f"<img/src=x/onerror={DO}//",
    f"<svg/onload={DO}",
    f"\uff1cscript\uff1e{DO}\uff1c/script\uff1e",
    f"<<script>{DO}//<</script>",
    f"{{{{{DO}}}}}",
    f"{{% print({DO}) %}}",
    f"${{{DO}}}",
    f"#{{{DO}}}",
    "{{7*7}}",
    "{{ config }}",
    "{0.__class__}",
    "%(key)s",
    f"<!--><img src=x onerror={DO}>-->",
    f"<![CDATA[<img src=x onerror={DO}>]]>",
    f"<?xml version='1.0'?><x onload={DO}/>",
    f"<style>@import 'javascript:{DO}';</style>",
    f"<link rel=stylesheet href='data:text/css,*{{}}' onload={DO}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{DO}'>",
    f"<base href='javascript:{DO}//'>",
    f"<object data='data:text/html,<script>{DO}</script>'>",
    f"<embed src='javascript:{DO}'>",
    f"<form action='javascript:{DO}'><button>x",
    f"<button formaction='javascript:{DO}'>x",
    f"<template><script>{DO}</script></template>",
    f"\u202e<script>{DO}</script>",
    f"\u2067\u2066</bdi><img src=x onerror={DO}>",
    f"<x contenteditable onblur={DO}>x</x>",
    f"<audio src=x onerror={DO}>",
    f"<image src=x onerror={DO}>",
    f"<keygen autofocus onfocus={DO}>",
    f"<isindex type=image src=x onerror={DO}>",
    f"<div style=background:url(javascript:{DO})>x",
    f"<object onerror={DO} data=x>",
    f"<marquee onstart={DO}>x",
    f"<select><option></select><img src=x onerror={DO}>",
    f"<table><td background='javascript:{DO}'>",
)
TEXTS: tuple[str, ...] = tuple(dict.fromkeys([*(head + tag for head, tag in product(_BREAKS, _TAGS)), *_ATTRIBUTES, *_SPELT]))
LINKS = (
    f"javascript:{DO}",
    f"JaVaScRiPt:{DO}",
    f" javascript:{DO}",
    f"java\tscript:{DO}",
    f"javascript://example.com/%0a{DO}",
    f"data:text/html,<script>{DO}</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/x",
    "/\\evil.example",
    "http:\\\\evil.example",
    "https://",
    "blob:x",
    f'https://ok.example/"onmouseover="{DO}',
    "https://user@[::1",
    "ftp://x.example/",
)
