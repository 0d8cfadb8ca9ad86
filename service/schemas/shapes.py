"""What the JSON shapes of answers have in common."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A part of an answer, made by its fields or of a record that has the same attributes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
