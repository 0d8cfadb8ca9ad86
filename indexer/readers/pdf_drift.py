"""Where pdfium draws text beside its place.

Of an array of strings and steps (TJ) in which a string is empty it does not take the last step, by
which the rest of the line is moved: so WeasyPrint writes spaces in another font. The picture of the
page has words there; files say where they stand.
"""

from playa.content import TextObject

Vector = tuple[float, float]
_NOWHERE = (0.0, 0.0)


class Drift:
    """How far what is drawn next is from its place, in points of the page."""

    def __init__(self) -> None:
        self._drift: Vector = _NOWHERE

    def of(self, text: TextObject) -> Vector:
        """That of a text; to be asked of all texts of a page in their order."""
        if text.text_matrix == text.line_matrix:  # where a line begins, its place is told anew
            self._drift = _NOWHERE
        drift = self._drift
        if b"" in text.args and any(isinstance(each, bytes) and each for each in text.args):
            along, up, *_ = text.matrix
            step = _last_step(text) / 1000
            self._drift = (drift[0] + step * along, drift[1] + step * up)
        return drift


def _last_step(text: TextObject) -> float:
    """The step behind the last string that says something, in thousandths of the size."""
    step = 0.0
    for each in reversed(text.args):
        if isinstance(each, bytes):
            if each:
                break
        else:
            step += each
    return step
