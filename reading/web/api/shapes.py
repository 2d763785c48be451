"""The shapes of answers, for the OpenAPI: handlers send plain data, and tests hold it against these."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field


class Embed(BaseModel):
    platform: str
    url: str | None
    author: str | None
    posted: datetime | None
    text: str | None
    after_paragraph: int | None = Field(description="Number of the paragraph behind which it stands; 0: before the first.")


class Removed(BaseModel):
    text: str
    reason: str


class Image(BaseModel):
    url: str | None
    caption: str | None
    credit: str | None


class ClusterPlace(BaseModel):
    id: int
    size: int
    lead: int = Field(description="Number of the article we saw first.")
    similarity: float = Field(description="To the lead, 0 to 1.")


class Capture(BaseModel):
    file: str = Field(description="WARC file, relative to the archive.")
    offset: int


class Snippet(BaseModel):
    text: str
    marks: list[tuple[int, int]] = Field(description="What was found: [start, end) in characters of `text`.")


class State(BaseModel):
    revision: int
    kind: str | None = Field(description="headline, content, minor, gone, back; null: the first.")
    since: datetime = Field(description="When it was first seen.")
    fetched: datetime = Field(description="When it was last seen.")


class Article(BaseModel):
    """The Article JSON, as `rasid show --json` and the JSONL export have it; null where unknown, never a guess."""

    id: int
    outlet: str = ""
    url: str | None = None
    canonical_url: str | None = None
    headline: str | None = None
    standfirst: str | None = None
    body: str | None = Field(None, description="Plain text, a blank line between paragraphs.")
    body_cut: bool = Field(False, description="True where only the beginning is shown: a token of this server shows all.")
    language: str | None = None
    authors: list[str] = []
    agency: str | None = None
    dateline: str | None = None
    section: str | None = None
    tags: list[str] = []
    published: datetime | None = None
    published_raw: str | None = Field(None, description="As the page printed it.")
    published_evidence: Literal["jsonld", "meta", "time", "url", "feed", "visible"] | None = None
    published_precision: Literal["second", "minute", "day"] | None = None
    modified: datetime | None = None
    first_seen: datetime | None = None
    fetched: datetime | None = None
    image: Image | None = None
    captions: list[str] = []
    embeds: list[Embed] = []
    removed: list[Removed] = Field([], description="Lines taken out of the body, and why.")
    word_count: int = 0
    kind: Literal["article", "flash", "liveblog", "video", "gallery"] = "article"
    content_hash: str = ""
    cluster: ClusterPlace | None = Field(None, description="Its place among the copies of its text.")
    revision: int = 1
    revisions: int = 1
    status: Literal["live", "gone"] = "live"
    capture: Capture | None = None


class Found(Article):
    snippet: Snippet | None = None
    headline_marks: list[tuple[int, int]] = []


class Whole(Article):
    history: list[State] = []


class Articles(BaseModel):
    articles: list[Article]
    next: str | None = Field(description="`cursor` of the next page; null: this was the last.")


class FoundArticles(BaseModel):
    articles: list[Found]
    next: str | None


class Revisions(BaseModel):
    id: int
    revisions: list[State]


class Print(Article):
    delay: float = Field(0, description="Seconds after the first.")


class Story(BaseModel):
    id: int
    size: int
    lead: int = Field(description="Number of the article we saw first.")
    outlets: int
    first: int = Field(description="Number of the article that was there first.")
    first_outlet: str
    first_at: datetime
    agency: str | None = Field(description="That most of them credit.")
    articles: list[Print] = Field(description="In the order in which they were there, at most 200.")


class Outlet(BaseModel):
    id: str
    name_ar: str
    name_en: str
    country: str | None
    home: str
    kind: str
    languages: list[str]
    enabled: bool
    health: str = Field(examples=["ok"])
    reason: str = Field(description="Why, in words.")
    since: datetime | None
    last_run: int | None
    last_success: datetime | None
    last_article: datetime | None
    next_due: datetime | None
    plan: str = Field(description="Why it is due then, in words.")
    resting_until: datetime | None = Field(description="Set while it is asked less often than its longest interval.")
    waiting: int = Field(description="Links that wait to be fetched.")


class Outlets(BaseModel):
    outlets: list[Outlet]
    broken: list[str] = Field(description="Faults of files that could not be read.")


class Run(BaseModel):
    id: int
    outlet: str
    trigger: str
    state: Literal["queued", "running", "finished", "failed", "stopped", "lost"]
    why: str
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    duration: float | None = Field(description="Seconds; null while it runs.")
    host: str | None
    pid: int | None
    requests: int
    not_modified: int
    offered: int
    known: int
    new: int
    again: int
    fetched: int
    stored: int
    revised: int
    unchanged: int
    duplicate: int
    rejected: int
    failed: int
    unasked: int
    reasons: dict[str, int]


class Runs(BaseModel):
    runs: list[Run]
    next: str | None


class Started(BaseModel):
    id: int
    state: str
    location: str
    events: str


class Health(BaseModel):
    status: Literal["ok"]
    warnings: list[str] = Field(
        [], description="Outlet files that are broken, or that no outlet is switched on; absent while all is right."
    )


class Problem(BaseModel):
    """RFC 9457: the one shape of every error."""

    type: str = Field(examples=["urn:rasid:problem:not-found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What is wrong and what to do, for a person.", examples=["no article 999"])
    instance: str = Field(examples=["/api/v1/articles/999"])
    errors: list[Any] = Field([], description="The single faults, where there are several.")
