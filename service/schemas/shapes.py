"""What the JSON shapes of answers have in common."""

from pydantic import BaseModel, ConfigDict

CAUTIONS_DESCRIBED = (
    "What has to be said beside these words, which the document may not say itself: it denies them"
    " or calls them untrue (`denied`), asks (`asked`), supposes or leaves them open (`supposed`),"
    " tells them as a dream (`dreamt`),"
    " has them from somebody else (`quoted`), tells of another year than that of its date"
    " (`earlier`), or tells elsewhere that they hold no more, annulled or counted anew"
    " (`superseded`); signs that do not show may show them in another"
    " order (`reordered`)."
)


class Shape(BaseModel):
    """A part of an answer, made by its fields or of a record that has the same attributes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
