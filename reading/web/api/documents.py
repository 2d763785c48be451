"""What there is to ask: the OpenAPI, and a page made from it that loads nothing from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any

import orjson
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse, Response

from reading.web import caching, tokens
from reading.web.api import answers

router = APIRouter(dependencies=[Depends(tokens.needs("open"))], include_in_schema=False)
_STYLE = """body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color-scheme:light dark}
code,pre{font:.9em ui-monospace,monospace}pre{overflow:auto;max-height:30rem}table{border-collapse:collapse;width:100%}
td,th{text-align:start;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #8884}h2{margin-top:2rem}
section{margin:1.5rem 0}summary{cursor:pointer}"""


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes,
            description="Errors are RFC 9457 problem details. Times are ISO 8601 in UTC. On its own machine reading is open.",
        )  # fmt: skip
        answers.complete(document, _scopes(app))
        app.openapi_schema = document
    return app.openapi_schema


def _scopes(app: FastAPI) -> dict[tuple[str, str], str | None]:
    return {(method, path): scope for methods, path, scope in tokens.rules(app) for method in methods.split(",")}


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    return caching.response(request, orjson.dumps(described(request.app)), caching.JSON)


@router.get("/docs")
def docs(request: Request) -> Response:
    """Every route with its parameters, as one page."""
    document = described(request.app)
    rules = _scopes(request.app)
    sections = [
        _section(path, method, operation, rules.get((method.upper(), path)))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    nonce = request.state.nonce
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Rasid API</title><style nonce="{nonce}">{_STYLE}</style><main><h1>Rasid API</h1>'
        f"<p>{escape(app_line(document))}</p>"
        '<p>For programs: <a href="/openapi.json">openapi.json</a>. Every error is <code>application/problem+json</code>.</p>'
        f"{''.join(sections)}{_errors()}</main></html>"
    )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def app_line(document: dict[str, Any]) -> str:
    info = document["info"]
    return f"{info['summary']} {info['description']} Version {info['version']}."


def _section(path: str, method: str, operation: dict[str, Any], scope: str | None) -> str:
    rows = "".join(_row(parameter) for parameter in operation.get("parameters", ()))
    table = f"<table><tr><th>parameter<th>in<th>type<th>what{rows}</table>" if rows else ""
    said = escape(operation.get("description", ""))
    head = f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
    summary = escape(operation.get("summary", ""))
    needs = f"<p><b>{summary}.</b> {said} Needs: <code>{scope}</code>.</p>"
    return f"<section>{head}{needs}{table}{_answers(operation['responses'])}</section>"


def _answers(responses: dict[str, Any]) -> str:
    """What it gives, as examples, and the numbers of its errors."""
    shown = "".join(
        f"<details><summary>{code} <code>{escape(kind)}</code></summary>{_pre(content['example'])}</details>"
        for code, answer in responses.items()
        for kind, content in answer.get("content", {}).items()
        if code.startswith("2")
    )
    return f"{shown}<p>Errors: {', '.join(code for code in responses if int(code) >= 400)}.</p>"


def _pre(example: Any) -> str:
    text = example if isinstance(example, str) else orjson.dumps(example, option=orjson.OPT_INDENT_2).decode()
    return f'<pre dir="ltr">{escape(text)}</pre>'


def _row(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    name = f"<code>{escape(parameter['name'])}</code>{' (required)' if parameter.get('required') else ''}"
    default = f" Default: {escape(str(schema['default']))}." if schema.get("default") not in (None, [], "") else ""
    said = escape(parameter.get("description") or schema.get("description") or "")
    return f"<tr><td>{name}<td>{parameter['in']}<td>{escape(_kind(schema))}<td>{said}{default}"


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"] if one.get("type") != "null"))
    return f"{_kind(schema['items'])}, …" if schema.get("type") == "array" else str(schema.get("type", "object"))


def _errors() -> str:
    rows = "".join(f"<tr><td>{code}<td>{escape(said)}" for code, said in answers.SAID.items())
    return f"<section><h2>Errors</h2><table>{rows}</table></section>"
