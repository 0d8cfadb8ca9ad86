"""Lists of questions, and the tables that are made of them."""

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import xlsxwriter

from indexer.readers import open_input
from indexer.readers.packages import Package
from indexer.readers.xlsx import sheets
from service.batches import apart, questions
from service.batches.answers import Row
from service.batches.apart import read_apart
from service.batches.questions import Asked, Most, QuestionsError, read_questions
from service.batches.table import TableFormat, table
from service.language import Language
from service.schemas.batches import Note
from tests.conftest import SEEDS
from tests.service.conftest import Run, output

JUSTICE = "من هو وزير العدل الأردني؟"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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


@pytest.mark.parametrize(
    "rows",
    [
        ["من فاز بالجائزة؟", "أين أقيم الحفل؟", "أسئلة", "متى؟"],
        ["من فاز بالجائزة", "أين أقيم الحفل", "الأسئلة", "متى أقيم"],
        ["Who won?", "Where was it?", "questions", "When?"],
    ],
)
def test_a_row_between_questions_is_no_heading(rows: list[str]) -> None:
    asked = read_questions("q.csv", "\n".join(rows).encode())
    assert asked == [Asked(number, row) for number, row in enumerate(rows, 1)]
    cells = [("", each) for each in rows]
    assert [each.text for each in read_questions("q.xlsx", workbook(*cells))] == rows


def test_a_row_of_a_table_without_headings_is_none() -> None:
    table = "1,وزير الزراعة\n2,وزير العدل\n3,أسئلة\n4,وزير المال\n"
    with pytest.raises(QuestionsError, match="no column is called"):
        read_questions("q.csv", table.encode())


def test_a_title_and_a_date_stand_above_a_heading() -> None:
    text = "قائمة أسئلة التحقق\n12 أيار 2024\n\nالسؤال\nمن فاز؟\n"
    assert read_questions("q.csv", text.encode()) == [(5, "من فاز؟")]


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


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256"])
def test_quoted_cells_are_read_with_each_delimiter(
    delimiter: str, ends: str, encoding: str
) -> None:
    rows = [
        ("question", "note"),
        ("من أطلق الحوار؟", "a"),
        ("من, ومتى; وأين\t|؟", "b"),
        ('من قال "نعم"؟', ""),
    ]
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=ends)
    writer.writerows(rows)

    asked = read_questions("q.csv", target.getvalue().encode(encoding))

    assert asked == [
        (2, "من أطلق الحوار؟"),
        (3, "من, ومتى; وأين |؟"),
        (4, 'من قال "نعم"؟'),
    ]


def test_one_quoted_column_may_have_commas_and_needs_no_heading() -> None:
    text = '"من فاز, ومتى؟"\n"من خسر; وأين؟"\n'

    bare = read_questions("q.csv", text.encode())
    headed = read_questions("q.csv", f'"السؤال"\n{text}'.encode())

    assert bare == [(1, "من فاز, ومتى؟"), (2, "من خسر; وأين؟")]
    assert [each.text for each in headed] == [each.text for each in bare]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [TableFormat.CSV, TableFormat.XLSX])
def test_a_table_that_was_exported_can_be_asked_again(
    language: Language, kind: TableFormat
) -> None:
    asked = [Asked(4, JUSTICE), Asked(9, 'من قال "نعم", ومتى؟')]
    written = table("q", [Row(each, note=Note.NONE) for each in asked], kind, language)

    again = read_questions(f"q.{kind.value}", written)

    assert [each.text for each in again] == [each.text for each in asked]


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


def sheet_of(rows: Iterator[str], string: str = "من؟") -> bytes:
    """A workbook whose rows are written as they are given, with one shared string."""
    template = workbook(("question",))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as made,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for name in made.namelist():
            data = made.read(name)
            if name.endswith("sharedStrings.xml"):
                strings = f"<si><t>question</t></si><si><t>{string}</t></si>"
                data = f'<sst xmlns="{SHEETS}">{strings}</sst>'.encode()
            if name.endswith("sheet1.xml"):
                head = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
                body = "".join(rows)
                cells = f"<sheetData>{head}{body}</sheetData>"
                data = f'<worksheet xmlns="{SHEETS}">{cells}</worksheet>'.encode()
            file.writestr(name, data)
    return target.getvalue()


def test_what_is_no_question_is_not_held() -> None:
    far = (f'<row r="{n}"><c r="XFD{n}" t="s"><v>1</v></c></row>' for n in range(2, 1500))
    data = sheet_of(chain(far, ['<row r="1600"><c r="A1600" t="s"><v>1</v></c></row>']))

    tracemalloc.start()
    asked = read_questions("q.xlsx", data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert asked == [(1600, "من؟")]
    assert most < 20_000_000


def test_no_more_is_kept_than_may_be_asked() -> None:
    rows = (f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(2, 3000))
    data = sheet_of(rows, "س" * 50_000)

    tracemalloc.start()
    with pytest.raises(QuestionsError) as many:
        read_questions("q.xlsx", data, Most(10, 1_000_000))
    with pytest.raises(QuestionsError) as large:
        read_questions("q.xlsx", data, Most(1000, 100_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (many.value.fault, large.value.fault) == ("many", "large")
    assert most < 20_000_000


def test_a_list_is_read_in_a_process_of_its_own() -> None:
    data = workbook(("question", "x"), ("من؟", "y"))

    assert read_apart("q.xlsx", data, Most(5, 100)) == [Asked(2, "من؟")]
    with pytest.raises(QuestionsError, match="no column") as raised:
        read_apart("q\0.csv", b"id,text\n1,2\n", Most(5, 100))
    assert (raised.value.fault, raised.value.detail) == ("column", "id, text")
    with pytest.raises(QuestionsError, match="not read in 0 s"):
        read_apart("q.xlsx", data, Most(5, 100), patience=0.01)


def test_a_reader_that_dies_costs_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_READER", "tests.indexer.no_such_module")

    with pytest.raises(QuestionsError, match="damaged or hostile"):
        read_apart("q.txt", b"Who?", Most(5, 100))


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


def test_every_filter_of_a_search_is_one_of_a_list(run: Run, listed: Path, tmp_path: Path) -> None:
    listed.write_text(JUSTICE, "utf-8")
    file = tmp_path / "answers.jsonl"
    for options, attested in (
        ((), 1),
        (("--language", "ar", "--language", "en"), 1),
        (("--language", "en"), 0),
        (("--source", "no such paper"), 0),
        (("--since", "2100"), 0),
    ):
        assert output(run("batch", listed, "--output", file, *options, "--json"))["attested"] == (
            attested
        ), options
    assert run("batch", listed, "--output", file, "--since", "2024-13").exit_code != 0


def test_tables_of_spreadsheets(arabic: Run, listed: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        assert arabic("batch", listed, "--output", tmp_path / f"a.{ending}").exit_code == 3

    written = (tmp_path / "a.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml")
    with open_input(tmp_path / "a.xlsx") as source:
        (sheet,) = sheets(Package(source), [])
        cells = [[row.get(column, "") for column in range(1, 18)] for _, row in sheet.rows]
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
