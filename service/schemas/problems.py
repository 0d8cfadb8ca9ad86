"""The JSON shape of problems."""

from pydantic import Field

from service.schemas.shapes import Shape


class Problem(Shape):
    """Why a request failed (RFC 9457)."""

    type: str = Field(
        description="Stable name of the kind of problem: compare it, do not open it.",
        examples=["/problems/invalid-request"],
    )
    title: str = Field(
        description="The kind of problem, in Arabic or English by `Accept-Language`.",
        examples=["The request is not valid"],
    )
    status: int = Field(examples=[422])
    detail: str = Field(
        description="What was wrong with this request, in the same language.",
        examples=["k: must be 200 or less"],
    )
