"""The form in which a watch is made and changed. What was typed stays in it until it is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from reading.filters import KINDS
from reading.web import tokens, wording
from reading.web.api.watches import KEEPING, of_the_house
from reading.web.context import Context, Ctx
from reading.web.pages import choosing, watch_drafts, watches
from reading.web.pages.article import of_number
from reading.web.pages.choices import ZONES
from reading.web.pages.view import Page
from reading.web.pages.watch_drafts import Draft
from storage.readers import watches as kept_ones
from storage.readers.refusal import Refused
from storage.readers.watch_questions import Wish
from storage.readers.watches import Kept

router = APIRouter(include_in_schema=False, dependencies=[Depends(of_the_house)])
Sent = Annotated[dict[str, list[str]], Depends(watch_drafts.sent)]


@router.get("/watches/new")
def new(request: Request, context: Ctx) -> Response:
    """Prefilled by the address; with what it would have found, where that can be told."""
    page = Page(request, context)
    draft = watch_drafts.empty(page)
    if draft.said["query"] or draft.narrowed:
        watch_drafts.understand(page, draft, list(context.catalogue.ids()))
    return _form(page, draft, None)


@router.get("/watches/{number}/edit")
def edit(request: Request, context: Ctx, number: str) -> Response:
    page = Page(request, context)
    kept = _kept(context, number)
    draft = watch_drafts.of_kept(page, kept)
    watch_drafts.understand(page, draft, list(context.catalogue.ids()), kept.wish.filters.outlets)
    return _form(page, draft, kept)


@router.post("/watches", dependencies=KEEPING)
def add(request: Request, context: Ctx, sent: Sent) -> Response:
    return _keep(Page(request, context), sent, None)


@router.post("/watches/{number}", dependencies=KEEPING)
def change(request: Request, context: Ctx, number: str, sent: Sent) -> Response:
    return _keep(Page(request, context), sent, _kept(context, number))


def _keep(page: Page, sent: dict[str, list[str]], kept: Kept | None) -> Response:
    """Kept and shown; or, where something is wrong or it is tried first, the form again with all that was typed."""
    context, draft = page.context, watch_drafts.of_form(sent)
    before = kept.wish.filters.outlets if kept is not None else ()
    watch_drafts.understand(page, draft, list(context.catalogue.ids()), before)
    if draft.faults or sent.get("do") == ["try"]:
        return _form(page, draft, kept, tried=True)
    try:
        with context.database.write() as session:
            if kept is None:
                done = kept_ones.add(session, draft.said["name"], draft.wish, draft.channels, context.now, draft.telling)
            else:
                done = kept_ones.change(
                    session,
                    kept.id,
                    context.now,
                    name=draft.said["name"],
                    wish=draft.wish,
                    channels=draft.channels,
                    telling=draft.telling,
                )
    except Refused as error:
        watch_drafts.refuse(page, draft, error)
        return _form(page, draft, kept, tried=True)
    return RedirectResponse(f"/watches/{done.id}", status_code=303)


def _form(page: Page, draft: Draft, kept: Kept | None, *, tried: bool = False) -> Response:
    words, context = page.words, page.context
    wished = draft.wish.query or draft.wish.filters != Wish().filters
    preview = None
    with context.reading() as session:
        offered = choosing.offered_outlets(page, session, "")
        in_use = sorted({channel for one in kept_ones.all_(session) for channel in one.channels})
        if wished and not draft.faults:
            preview = watches.previewed(page, session, draft.wish)
    offered += [(one, page.outlet(one)) for one in draft.outlets if one not in {known for known, _ in offered}]
    languages = list(dict.fromkeys([*wording.table("language"), *filter(None, [draft.said["lang"]])]))
    zones = list(dict.fromkeys([draft.said["zone"] or words.zone_name, *ZONES]))
    response = page.render(
        "watch_form.html",
        title=words("watch_edit_title", name=kept.name) if kept else words("watch_new"),
        here="watches",
        status=422 if draft.faults and tried else 200,
        draft=draft,
        kept=kept,
        offered=offered,
        language_options=[(code, words.term("language", code)) for code in languages],
        kind_options=[(kind, words.term("kind", kind)) for kind in KINDS],
        zones=zones,
        in_use=in_use,
        preview=preview,
        tried=tried,
        may=tokens.visitor(page.request).may("crawl"),
        sign_in=_here(page),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _here(page: Page) -> str:
    """Where to go on after signing in."""
    query = page.request.url.query
    return f"{page.request.url.path}?{query}" if query else page.request.url.path


def _kept(context: Context, number: str) -> Kept:
    with context.reading() as session:
        return kept_ones.get(session, of_number(number, "watch"))
