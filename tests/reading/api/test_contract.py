"""Schemathesis asks every route of the OpenAPI what nobody would: no 5xx, and every answer as the document says."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi

from reading.web.api.documents import described
from tests.effort import times
from tests.reading.api.conftest import HERE

CHECKS = (
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
)
FEW = settings(
    max_examples=times(8, 25), deadline=None, database=None, phases=[Phase.explicit, Phase.generate], derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_the_document_is_valid_and_every_operation_is_explained(make) -> None:
    document = described(make())
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (path, method)
            assert operation.get("description"), (path, method)
            assert operation.get("tags"), (path, method)
    text = str(document)
    assert "HTTPValidationError" not in text
    assert document["components"]["schemas"]["Article"]["examples"]
    assert not [path for path in document["paths"] if not path.startswith(("/api/", "/feed", "/healthz", "/metrics"))]


def test_no_question_breaks_a_route_and_every_answer_fits_its_schema(
    here, corpus, daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reading.web.api.runs.WATCH_FOR", 0)
    app = here.app
    app.state.context.config = app.state.context.config.model_copy(update={"http_local": "admin"})
    schema = schemathesis.openapi.from_dict(described(app))
    asked: Counter[str] = Counter()

    def ask(case: Case) -> None:
        asked[f"{case.method} {case.operation.path}"] += 1
        wanted = case.as_transport_kwargs(base_url=HERE)
        kept = {name: value for name, value in wanted.items() if name in {"method", "url", "params", "json", "data", "headers"}}
        if isinstance(kept.get("data"), bytes | str):
            kept["content"] = kept.pop("data")
        try:
            answer = here.request(**kept)
        except httpx.InvalidURL:  # longer than this client sends
            return
        # it does not know that an address may be too long
        checked = [check for check in CHECKS if answer.status_code != 414 or check is not openapi.negative_data_rejection]
        case.validate_response(answer, checks=checked)

    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        for mode in GenerationMode:
            # a new function each time: hypothesis marks what it was given
            with suppress(Unsatisfiable):  # a route without parameters cannot be asked wrongly
                given(case=result.ok().as_strategy(generation_mode=mode))(FEW(lambda case: ask(case)))()
    assert set(asked) == {f"{method.upper()} {path}" for path, methods in described(app)["paths"].items() for method in methods}
    assert sum(asked.values()) > 16 * FEW.max_examples
