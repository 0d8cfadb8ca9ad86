"""The JSON shape of collections and of what they hold."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from pydantic import Field

from service.schemas.shapes import Shape

if TYPE_CHECKING:
    from search.settings import IndexInfo


class Held(Shape):
    """How much is held."""

    documents: int = Field(ge=0, examples=[30676])
    passages: int = Field(ge=0, examples=[112040])
    stories: int = Field(
        ge=0, description="Groups of documents that are copies of each other.", examples=[840]
    )
    bytes: int = Field(ge=0, description="On the disk.", examples=[1_240_000_000])


class CollectionFields(Held):
    """A collection and what it holds."""

    name: str = Field(examples=["default"])

    @classmethod
    def of(cls, name: str, info: "IndexInfo") -> Self:
        """The JSON shape of a collection."""
        return cls(
            name=name,
            documents=info.documents,
            passages=info.passages,
            stories=info.stories,
            bytes=sum(info.bytes.values()),
        )


class CollectionList(Shape):
    """The collections that the caller may read, the default one first."""

    collections: list[CollectionFields]


class StatsResponse(Held):
    """What the collections that the caller may read hold together, and what they are made with."""

    collections: int = Field(ge=0, examples=[2])
    version: str = Field(description="Of the service.", examples=["0.1.0"])
    model: str = Field(description="`bundled`, or its name.", examples=["bundled"])

    @classmethod
    def of(cls, infos: "Mapping[str, IndexInfo]", version: str, model: str | None) -> Self:
        """The JSON shape of what collections hold."""
        held = [CollectionFields.of(name, info) for name, info in infos.items()]
        sums = {name: sum(getattr(each, name) for each in held) for name in Held.model_fields}
        return cls(collections=len(held), version=version, model=model or "bundled", **sums)
