"""Text that a broken layer leaves is told from all that people print."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.readers.legibility import fault_of

CORPUS = Path(__file__).parents[1] / "corpus"
EXPECTED = sorted((CORPUS / "expected").iterdir())
PROSE = json.loads((CORPUS / "expected/press-release.libreoffice.pdf.json").read_text("utf-8"))[
    "documents"
][0]["text"]
LAM_ALEF = re.compile("ل[اأإآ]")


def without_spaces(text: str) -> str:
    return re.sub(r" (?!\d)", "", text)


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda text: " ".join(word[::-1] for word in text.split()), "in no dictionary"),
        (lambda text: text.translate(str.maketrans("اليمونرت", "ينملارتو")), "in no dictionary"),
        (lambda text: LAM_ALEF.sub("87", text), "inside Arabic words"),
        (lambda text: LAM_ALEF.sub("", text), "no word with لا"),
        (" ".join, "stand apart"),
        (without_spaces, "run together"),
        (lambda text: re.sub(r"\b(?=\w)", "\u0651", text), "harakat without letters"),
        (lambda text: re.sub("[لمنيت]", "\u00fe", text), "accented Latin"),
        (lambda text: text.encode("cp1256", "ignore").decode("latin-1"), "accented Latin"),
        (lambda text: re.sub(r"\w", "$", text), "signs in place of letters"),
    ],
)
def test_damage_is_named(damage: Callable[[str], str], fault: str) -> None:
    assert fault in (fault_of(damage(PROSE)) or "")


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name)
def test_what_newsrooms_have_is_sound(path: Path) -> None:
    for document in json.loads(path.read_text("utf-8"))["documents"]:
        assert fault_of(document["text"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "$%&'",
        "الفصل الأول ................................ 5\nالفصل الثاني ------------ 17\n" * 20,
        "812 143 301,254\n305 27 88,910\n198 41,077 -5.3% (12)\n" * 30,
        "المحافظة\tحكومية\tخاصة\nإربد\t812\t143\nمعان\t198\t\n" * 10,
        "این یک متن فارسی است که در آن واژه‌های گوناگونی به کار رفته‌اند و گزارش می‌شود " * 10,
        "Le président a été élu à l'unanimité dès l'été, où ça s'est passé. " * 10,
        f"وُلد عام1990م وعمل في {PROSE} ثم {PROSE[:200]} في شركة2000م",
    ],
)
def test_tables_other_languages_and_careless_spacing_are_sound(text: str) -> None:
    assert fault_of(text) is None
