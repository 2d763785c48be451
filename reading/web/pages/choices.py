"""`/display`: what the reader chose, kept in their browser and nowhere else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from reading.web import tokens
from reading.web.context import Ctx
from reading.web.pages import reader as readers
from reading.web.pages.view import Page

router = APIRouter()
ZONES = (
    "Asia/Damascus", "Asia/Beirut", "Asia/Amman", "Asia/Baghdad", "Asia/Hebron", "Asia/Gaza", "Asia/Riyadh", "Asia/Kuwait",
    "Asia/Qatar", "Asia/Bahrain", "Asia/Dubai", "Asia/Muscat", "Asia/Aden", "Africa/Cairo", "Africa/Khartoum", "Africa/Tripoli",
    "Africa/Tunis", "Africa/Algiers", "Africa/Casablanca", "Africa/Nouakchott", "Europe/Istanbul", "Europe/Berlin",
    "Europe/London", "America/New_York", "UTC",
)  # fmt: skip


@router.get("/display", include_in_schema=False)
def show(request: Request, context: Ctx) -> Response:
    page = Page(request, context)
    zones = list(dict.fromkeys([*([page.words.zone_name] if page.words.zone_name not in ZONES else []), *ZONES]))
    return page.render("display.html", title=page.words("settings"), here="display", zones=zones, chosen=page.reader.chosen)


@router.post("/display", include_in_schema=False, dependencies=[Depends(tokens.needs("read"))])
def keep(
    request: Request,
    lang: Annotated[str, Form(max_length=64)] = "",
    zone: Annotated[str, Form(max_length=64)] = "",
    digits: Annotated[str, Form(max_length=64)] = "",
    months: Annotated[str, Form(max_length=64)] = "",
    theme: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    response = RedirectResponse("/display", status_code=303)
    choices = {"lang": lang, "zone": zone, "digits": digits, "months": months, "theme": theme}
    readers.remember(response, choices, secure=request.url.scheme == "https")
    return response
