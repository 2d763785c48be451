"""`/sign-in`: a token kept in the browser's cookie, for who reads from elsewhere; `/sign-out` takes it away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from reading.web import tokens
from reading.web.context import Ctx
from reading.web.pages.view import Page

router = APIRouter(include_in_schema=False)
STAYS = 30 * 86_400
"""Seconds a browser keeps the token; ending the token ends all of them at once."""


def _anyone() -> None:
    """No right is needed, and a cookie whose token has ended is no fault here: this is where another is given."""


_anyone.scope = "open"  # type: ignore[attr-defined]
OPEN = [Depends(_anyone)]


@router.get("/sign-in", dependencies=OPEN)
def show(request: Request, context: Ctx) -> Response:
    return _form(request, context, after=request.query_params.get("next", ""))


@router.post("/sign-in", dependencies=OPEN)
def enter(
    request: Request,
    context: Ctx,
    token: Annotated[str, Form(max_length=200)],
    after: Annotated[str, Form(alias="next", max_length=2000)] = "",
) -> Response:
    secret = token.strip()
    if request.app.state.tokens.find(secret) is None:
        return _form(request, context, after=after, failed=True)
    response = RedirectResponse(_here(after), status_code=303)
    secure = request.url.scheme == "https"
    response.set_cookie(tokens.COOKIE, secret, max_age=STAYS, httponly=True, samesite="strict", secure=secure)
    return response


@router.post("/sign-out", dependencies=OPEN)
def leave(request: Request) -> Response:
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(tokens.COOKIE, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return response


def _form(request: Request, context: Ctx, *, after: str, failed: bool = False) -> Response:
    page = Page(request, context)
    response = page.render(
        "sign_in.html",
        title=page.words("sign_in"),
        here="sign-in",
        status=401 if failed else 200,
        failed=failed,
        after=_here(after),
        known=tokens.COOKIE in request.cookies,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _here(address: str) -> str:
    """An address of ours to go on to; never another site's, however a browser would read it."""
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"
