"""The JSON shape of jobs."""

from enum import Enum
from typing import Literal

from pydantic import Field

from service.schemas.problems import Problem
from service.schemas.shapes import Shape


class State(Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SkippedFields(Shape):
    """What was left out."""

    place: str = Field(description="File and line, or entry of an archive.", examples=["line 7"])
    reason: str = Field(description="Why, and what to do about it; in English.")


class NamedFields(Shape):
    """A document that came with a job, or was there."""

    id: str = Field(examples=["news/2024-05-01.html"])
    change: Literal["added", "replaced", "unchanged"] = Field(
        description="`unchanged`: this document is of the same file, which is indexed by its path."
    )
    file: str | None = Field(description="Of `unchanged`: the file that was sent.")


class JobFields(Shape):
    """Documents being added. What was committed stays, however the job ends."""

    id: str = Field(examples=["h1xQ5yVnZrTq2oLd8cKf3A"])
    collection: str = Field(examples=["default"])
    state: State
    created: str = Field(description="UTC, ISO 8601.", examples=["2024-05-01T08:30:00.000+00:00"])
    started: str | None = Field(description="When it began to be done.")
    finished: str | None = Field(description="When it ended.")
    bytes: int = Field(ge=0, description="Of the upload.", examples=[48_112])
    bytes_read: int = Field(
        ge=0, description="How far the job is; packed files have more than they take."
    )
    added: int = Field(ge=0, description="Documents that are new.", examples=[20])
    replaced: int = Field(ge=0, description="Documents that were another text before.")
    unchanged: int = Field(ge=0, description="Documents that were there.")
    deleted: int = Field(
        ge=0, description="Documents of an earlier file of the same name that are not in this one."
    )
    documents: list[NamedFields] = Field(
        description="The first that were added or replaced, and those of the same files indexed by"
        " their paths: a thousand and 200 kilobytes at most, none in a list of jobs."
    )
    skipped_count: int = Field(ge=0, description="What was left out.")
    skipped: list[SkippedFields] = Field(
        description="The first of it, a thousand and 200 kilobytes at most; none in a list of jobs."
    )
    problem: Problem | None = Field(
        description="Why the job failed; `/problems/job-waits`: it waits, for as long as it takes,"
        " until another process (index, reindex, restore) has written to the collection;"
        " `/problems/job-waits-for-server`: until a server of the index answers."
    )


class JobList(Shape):
    """The jobs of the collections that the caller may edit, latest first."""

    jobs: list[JobFields]
