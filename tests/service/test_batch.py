"""Lists of questions, and the tables that are made of them."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from indexer.readers import open_input
from indexer.readers.packages import Package
from indexer.readers.xlsx import sheets
from service.batches import questions
from service.batches.questions import Asked, QuestionsError, read_questions
from tests.conftest import SEEDS
from tests.service.conftest import Run, output

JUSTICE = "من هو وزير العدل الأردني؟"


def workbook(*rows: tuple[str | float, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def test_lines_that_are_not_blank_are_questions() -> None:
    asked = read_questions("q.txt", "\ufeffمن؟\n\n  متى\t؟ \r\n".encode())

    assert asked == [(1, "من؟"), (3, "متى\t؟")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
def test_a_column_is_known_by_its_heading(encoding: str) -> None:
    text = 'قائمة التحقق,\nالرقم,السؤال\n1,"من زار عمّان، ومتى؟"\n2,\n3,"كم\nعددهم؟"\n'

    asked = read_questions("q.CSV", text.encode(encoding))

    assert asked == [(3, "من زار عمّان، ومتى؟"), (5, "كم عددهم؟")]


def test_the_delimiter_is_found() -> None:
    for delimiter in ";\t|":
        text = f"id{delimiter}Question?\n1{delimiter}من، وأين, ومتى؟\n"
        assert read_questions("q.csv", text.encode()) == [(2, "من، وأين, ومتى؟")]


def test_quotation_marks_mean_something_for_the_right_delimiter_alone() -> None:
    text = 'id;السؤال\n1;"من فاز بجائزة، نوبل؟"\n2;"من; ومتى؟"\n'

    asked = read_questions("q.csv", text.encode())

    assert asked == [(2, "من فاز بجائزة، نوبل؟"), (3, "من; ومتى؟")]
    with pytest.raises(QuestionsError, match="line 2"):
        read_questions("q.csv", text.replace('نوبل؟"', "نوبل؟").encode())


def test_nobody_quotes_the_commas_of_a_column_that_stands_alone() -> None:
    asked = read_questions("q.csv", "سؤال\nهل دفع 1,250 دينارا, ولمن؟\n".encode())

    assert asked == [(2, "هل دفع 1,250 دينارا, ولمن؟")]


def test_one_column_needs_no_heading() -> None:
    assert read_questions("q.csv", b"Who?\nWhen?\n") == [(1, "Who?"), (2, "When?")]
    assert read_questions("q", workbook(("",), ("", "من؟"), ("", 7))) == [(2, "من؟"), (3, "7")]


def test_a_workbook_is_told_by_its_content() -> None:
    data = workbook(("id", "السُّؤال"), (1, "من؟"), (2, ""), (3, " متى؟ "))

    assert read_questions("q.txt", data) == [Asked(2, "من؟"), Asked(4, "متى؟")]


@pytest.mark.parametrize(
    ("name", "data", "fault", "said"),
    [
        ("q.csv", b"id,text\n1,Who?\n", "column", "'question' or 'السؤال', found: id, text"),
        ("q.csv", b'question\n"Who?\n', "unreadable", "q.csv"),
        ("q.xlsx", b"PK\x03\x04nothing", "unreadable", "q.xlsx"),
        ("q.txt", b" \n\n", "none", "no question"),
        ("q.csv", b"question\n\n", "none", "no question"),
        ("q.txt", b"x" * 5_000_001, "large", "5,000,000"),
    ],
)
def test_what_is_no_list_is_said(name: str, data: bytes, fault: str, said: str) -> None:
    with pytest.raises(QuestionsError, match=said) as raised:
        read_questions(name, data)

    assert raised.value.fault == fault


def test_a_workbook_may_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "_MOST_UNPACKED", 1000)

    with pytest.raises(QuestionsError, match="unpacks to"):
        read_questions("q.xlsx", workbook(("question",), ("من؟",)))


@pytest.fixture
def listed(run: Run, tmp_path: Path) -> Path:
    """A list with two questions, one that the archive does not answer, and two that are none."""
    assert run("index", SEEDS).exit_code == 0
    path = tmp_path / "questions.txt"
    path.write_text("\n".join([JUSTICE, "؟!", "zzz qqq", "طويل " * 500]), "utf-8")
    return path


def test_a_list_becomes_a_table(run: Run, listed: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"

    done = run("batch", listed, "--output", file, "--json")

    assert done.exit_code == 3
    said = output(done)
    assert (said["questions"], said["not_asked"], said["not_reached"]) == (4, 2, 0)
    assert "row 2, \u2068؟!\u2069: No letter" in done.stderr
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [row["note"] for row in rows[1:]] == ["empty", "none", "long"]
    first = rows[0]
    (hit, *_) = output(run("search", JUSTICE, "--json"))["hits"]
    assert (first["row"], first["question"]) == (1, JUSTICE)
    assert [first["start"], first["end"]] == hit["sentence"]
    text = output(run("show", first["document_id"], "--json"))["text"]
    assert text[first["start"] : first["end"]] == first["sentence"]
    assert first["permalink"].startswith(f"/documents/{first['document_id']}?")
    assert all(row["sentence"] is row["strength"] is row["document_id"] is None for row in rows[1:])


def test_tables_of_spreadsheets(arabic: Run, listed: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        assert arabic("batch", listed, "--output", tmp_path / f"a.{ending}").exit_code == 3

    written = (tmp_path / "a.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml")
    with open_input(tmp_path / "a.xlsx") as source:
        (sheet,) = sheets(Package(source), [])
        cells = [[row.get(column, "") for column in range(1, 17)] for _, row in sheet.rows]
    assert cells == rows
    assert rows[0][:3] == ["السطر", "السؤال", "الجواب"]
    assert rows[2][-1].startswith("لا حرف فيه")


def test_after_an_interrupt_the_table_has_what_is_done(
    run: Run, listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.reading import Reading

    ask = Reading.answer

    def interrupted(self: Reading, query: object, *rest: object, **named: object) -> object:
        if "zzz" in query.text:  # type: ignore[attr-defined] # a query
            raise KeyboardInterrupt
        return ask(self, query, *rest, **named)  # type: ignore[arg-type] # the same

    monkeypatch.setattr(Reading, "answer", interrupted)
    file = tmp_path / "answers.jsonl"

    done = run("batch", listed, "--output", file, "--json")

    assert done.exit_code == 130
    assert json.loads(done.stdout)["not_reached"] == 2
    assert len(file.read_text("utf-8").splitlines()) == 2


def test_what_cannot_be_written_is_said_before_anything_is_asked(
    run: Run, listed: Path, tmp_path: Path
) -> None:
    unknown = run("batch", listed, "--output", tmp_path / "answers.doc")
    inside = run("batch", listed, "--output", tmp_path / "index" / "answers.csv")

    assert unknown.exit_code == 2
    assert ".jsonl" in unknown.output
    assert "folder of an index" in str(inside.exception)
