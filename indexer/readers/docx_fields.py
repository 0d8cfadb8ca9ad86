"""Fields of Word: what they insert, which is text, and how they are told to, which is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from indexer.readers.docx_names import is_on, name, value

_SIMPLE = name("fldSimple")
# Fields of forms whose value Word draws, and does not write as text.
_LIST, _CHECK_BOX = f"{name('ffData')}/{name('ddList')}", f"{name('ffData')}/{name('checkBox')}"
_CHECKED, _UNCHECKED = "\u2612", "\u2610"
_COUNTED = ("PAGE", "NUMPAGES", "SECTIONPAGES")


@dataclass(slots=True)
class _Field:
    """A field that is open.

    Attributes:
        drawn: the value that it draws.
        before: how much was shown before it.
        instruction: what it is to insert.
        is_result: whether what comes is what it inserted.
    """

    drawn: str
    before: int
    instruction: list[str] = field(default_factory=list)
    is_result: bool = False


class Fields:
    """The fields of a paragraph that are open while it is walked through."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def follow(self, mark: etree._Element, shown: int) -> str:
        """Take the mark of a beginning, a separator or an end.

        Args:
            mark: that stands in the paragraph.
            shown: how much of the paragraph is shown before it.

        Returns:
            The value that a field draws which ends here without having inserted anything.
        """
        step = mark.get(name("fldCharType"))
        if step == "begin":
            self._open.append(_Field(_value_of(mark), shown))
        elif step == "separate" and self._open:
            self._open[-1].is_result = True
        elif step == "end" and self._open:
            ended = self._open.pop()
            return ended.drawn if ended.before == shown else ""
        return ""

    def tell(self, instruction: str) -> None:
        """Take a part of an instruction."""
        if self._open:
            self._open[-1].instruction.append(instruction)

    @property
    def is_number_of_page(self) -> bool:
        """Whether what comes is the number of a page, which the paper has and the text not."""
        return any(_is_counted("".join(each.instruction)) for each in self._open)

    @property
    def is_instruction(self) -> bool:
        """Whether what comes is inserted into the instruction of another field (IF)."""
        return any(not each.is_result for each in self._open[:-1])


def is_in_number_of_page(element: etree._Element) -> bool:
    """Whether a text is what a field without marks inserts for the number of a page."""
    around = next(element.iterancestors(_SIMPLE), None)
    return around is not None and _is_counted(around.get(name("instr"), ""))


def _is_counted(instruction: str) -> bool:
    return instruction.split()[:1] in [[word] for word in _COUNTED]


def _value_of(begin: etree._Element) -> str:
    """The entry that is chosen in a field of a form, or whether its box is checked."""
    entries, box = begin.find(_LIST), begin.find(_CHECK_BOX)
    if entries is not None:
        chosen = next((value(each) for each in _set(entries, "result")), None) or "0"
        texts = [each.get(name("val"), "") for each in entries.iter(name("listEntry"))]
        is_there = chosen.isdecimal() and int(chosen) < len(texts)
        return texts[int(chosen)] if is_there else ""
    if box is not None:
        return _CHECKED if any(map(is_on, _set(box, "checked"))) else _UNCHECKED
    return ""


def _set(of_form: etree._Element, property_: str) -> Iterator[etree._Element]:
    """What was chosen in a field of a form, else what it has from its maker."""
    for tag in (property_, "default"):
        found = of_form.find(name(tag))
        if found is not None:
            yield found
            return
