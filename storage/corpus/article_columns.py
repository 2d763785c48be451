"""Articles a column at a time, for tables of other programs: the values of Article JSON, without an object for each article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from storage.corpus import article_json

PARTS = (
    *article_json.PLAIN, *article_json.TIMES, *article_json.LISTS,
    "cluster_id", "cluster_size", "cluster_lead", "capture_file", "capture_offset",
)  # fmt: skip
"""The columns of `article_json.statement`, in its order."""


@dataclass(slots=True)
class Columns:
    """Some articles. Has a length."""

    values: dict[str, Sequence[Any]]
    """By the names of PARTS; the lists are read, and empty where there is nothing."""
    embeds: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """By place among these articles."""

    def __len__(self) -> int:
        return len(self.values["id"])

    @classmethod
    def none(cls) -> Columns:
        return cls(dict.fromkeys(PARTS, ()))

    def picked(self, places: Sequence[int]) -> Columns:
        """Those at these places."""
        at = {place: number for number, place in enumerate(places)}
        return Columns(
            {name: [column[place] for place in places] for name, column in self.values.items()},
            {at[place]: found for place, found in self.embeds.items() if place in at},
        )


def gather(session: Session, rows: Iterable[Sequence[Any]]) -> Columns:
    """The rows of `article_json.statement`, without the `more`, in their order."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(PARTS)
    values = dict(zip(PARTS, columns, strict=True))
    for name in article_json.LISTS:
        values[name] = _read(values[name])
    places = {number: place for place, number in enumerate(values["id"])}
    embeds: dict[int, list[dict[str, Any]]] = {}
    for number, embed in article_json.embeds(session, values["id"]):
        embeds.setdefault(places[number], []).append(embed)
    return Columns(values, embeds)


def _read(column: Sequence[str]) -> Sequence[Any]:
    """Lists written as JSON, all in one reading."""
    written = set(column)
    if written <= {"[]"}:
        return [()] * len(column)
    read: Sequence[Any] = json.loads(f"[{','.join(column)}]")
    return read
