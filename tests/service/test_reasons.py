"""Why input is left out, or an alert not sent, is said in the reader's language."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.alerts.mail import REASONS
from service.language import Language
from service.language.reasons import reason_in
from tests.service.conftest import Run

ROOT = Path(__file__).parents[2]
ARABIC = tomllib.loads((ROOT / "service/language/ar/reasons.toml").read_text("utf-8"))
# Of an index rather than of input: they end the run, and are told as errors.
ENDING = {"indexer/upkeep", "indexer/evaluation"}
# What is put into another reason, or is no words.
NO_WORDS = re.compile(r"(\{\}|\W)*")


def template(node: ast.AST | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
        return "".join(map(str, parts))
    return None


def reasons(path: Path) -> Iterator[str]:
    """What a module says of what it leaves out, with braces for what is put into it."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {"Skipped", "UnreadableError", "DamagedError", "NotSentError", "CallError", "MailError"}
    named = {"reason"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in told:
            for each in node.args[-1:]:
                named |= {each.id} if isinstance(each, ast.Name) else set()
                yield from filter(None, [template(each)])
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id in named for each in node.targets
        ):
            values = [node.value]
            if isinstance(node.value, ast.IfExp):
                values = [node.value.body, node.value.orelse]
            yield from filter(None, map(template, values))


def said_by_readers() -> set[str]:
    paths = [
        path
        for path in (ROOT / "indexer").rglob("*.py")
        if not any(str(path.relative_to(ROOT)).startswith(each) for each in ENDING)
    ]
    paths += (ROOT / "service/alerts").glob("*.py")
    found = {reason for path in paths for reason in reasons(path)}
    found |= {re.sub(r"\{.*?\}", "{}", said) for _, said in REASONS}
    return {each for each in found if not NO_WORDS.fullmatch(each)}


def test_arabic_has_words_for_every_reason() -> None:
    said = said_by_readers()

    assert len(said) > 80
    filled = {each: each.replace("{}", "7") for each in said}
    unsaid = {each for each, reason in filled.items() if reason_in(reason, Language.AR) is None}
    assert unsaid == set()


def test_each_has_as_many_names_as_the_english_one() -> None:
    assert all(english.count("{}") == arabic.count("{}") for english, arabic in ARABIC.items())
    assert all(re.search("[\u0621-\u064a]", arabic) for arabic in ARABIC.values())


def test_a_reason_within_another_is_said_too() -> None:
    way = "install tesseract-ocr with Arabic and use --ocr"
    fault = "its text layer is broken (words run together)"
    reason = f"{fault}: print it to PDF again, or {way}"

    said = reason_in(reason, Language.AR)

    assert said is not None
    assert "كلمات متصلة" in said
    assert "words" not in said
    assert reason_in("{} (a<b", Language.AR) is None
    assert reason_in(reason, Language.EN) is None


def test_the_terminal_says_it_in_arabic(arabic: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><body></body></html>", "utf-8")
    (tmp_path / "rows.jsonl").write_text("{\n", "utf-8")

    shown = arabic("index", tmp_path).output

    assert "لا نصّ في الصفحة" in shown
    assert "ليس JSON" in shown


@pytest.mark.parametrize("reason", ["(" * 1000, "not JSON: " + "{}" * 400, "\ud7ff\n" * 300])
def test_whatever_stands_in_a_reason_is_kept(reason: str) -> None:
    said = reason_in(f"cannot be fetched: {reason}", Language.AR)

    assert said is not None
    assert said.startswith("تعذّر جلبه: ")
    assert said.endswith(reason_in(reason, Language.AR) or reason)
