import json
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.preparation import read_file
from indexer.readers import ReadOptions, Skipped, jsonl, open_input, text
from indexer.readers.front_matter import front_matter
from search.kinds import BY_ENDING
from search.records import Document
from testing.packages import ignored


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(*paths: Path) -> tuple[list[Document], list[Skipped]]:
    reads = [read for file in find_files(paths) for read in read_file(file, ReadOptions())]
    outcomes = [read.outcome for read in reads]
    return (
        [outcome for outcome in outcomes if isinstance(outcome, Document)],
        [outcome for outcome in outcomes if isinstance(outcome, Skipped)],
    )


def test_text_is_kept_as_it_stands(tmp_path: Path) -> None:
    content = "\n\nعنوان الخبر\r\nنص  الخبر.\u200f\n"
    write(tmp_path / "a.txt", content)
    ((document,), skipped) = read(tmp_path)
    assert document == Document(id="a", text=content, title="عنوان الخبر", language="ar")
    assert skipped == []


def test_line_ends_of_old_macintoshes_are_line_ends(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "بيان\rأول\r".encode("utf-16-be"))
    assert read(tmp_path)[0][0].text == "بيان\nأول\n"


def test_a_byte_order_mark_is_not_text(tmp_path: Path) -> None:
    write(tmp_path / "a.md", b"\xef\xbb\xbf" + "خبر".encode())
    assert read(tmp_path)[0][0].text == "خبر"


def test_ids_are_paths_below_the_given_folder(tmp_path: Path) -> None:
    write(tmp_path / "2024" / "مايو" / "خبر.first.txt", "نص")
    write(tmp_path / "b.TXT", "نص")
    assert [d.id for d in read(tmp_path)[0]] == ["b", "2024/مايو/خبر.first"]
    assert [d.id for d in read(tmp_path / "b.TXT")[0]] == ["b"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("خبر\0\1".encode(), "binary"),
        ("сегодня".encode("cp1251"), "in no encoding of Arabic"),
    ],
)
def test_text_that_cannot_be_read_is_skipped(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    write(tmp_path / "bad.txt", content)
    write(tmp_path / "good.txt", "خبر")
    documents, (skipped,) = read(tmp_path)
    assert [d.id for d in documents] == ["good"]
    assert skipped.place.endswith("bad.txt")
    assert reason in skipped.reason


@pytest.mark.parametrize("ending", BY_ENDING)
def test_a_file_of_no_bytes_is_called_empty(tmp_path: Path, ending: str) -> None:
    write(tmp_path / f"a{ending}", b"")
    documents, (skipped,) = read(tmp_path)
    assert documents == []
    assert skipped.reason.startswith("empty")


def test_text_in_an_old_encoding_is_decoded(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "وصل الوزير إلى العاصمة صباح اليوم".encode("cp1256"))
    assert read(tmp_path)[0][0].text == "وصل الوزير إلى العاصمة صباح اليوم"


def test_a_bad_byte_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = "اكتشفت هيئة الآثار مقبرة\nفي الشمال، وقال المدير إنها قديمة."
    write(tmp_path / "a.txt", text.replace("قديمة", "قد\0يمة").encode())
    ((document,), (skipped,)) = read(tmp_path)
    assert document.text == text
    assert skipped.place == str(tmp_path / "a.txt")
    assert "line 2, character 31" in skipped.reason


def test_the_title_of_markdown_has_no_number_signs(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "## عنوان\n\nنص")
    assert read(tmp_path)[0][0].title == "عنوان"


def test_markdown_states_its_date_and_author(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\ndate: 2024-02-03\nauthor: 'جميل شحادة'\n---\n\n# عنوان\n\nنص")
    ((document,), _) = read(tmp_path)
    assert (document.date, document.author) == ("2024-02-03", "جميل شحادة")


def test_what_no_reader_of_markdown_sees_is_not_searched(tmp_path: Path) -> None:
    head, note = "---\ntags: [سد]\n---", "<!-- للمحرر\n-- ثان -->"
    write(tmp_path / "a.md", f"{head}\n# عنوان\n{note}نص{note}\n<!-- بقي")
    ((document,), _) = read(tmp_path)
    assert ignored(document) == [head, note, note]
    write(tmp_path / "a.md", "# عنوان")
    assert ignored(read(tmp_path)[0][0]) == []


@pytest.mark.parametrize(
    "facts",
    [
        "---\nauthors:\n  - name: جميل\n  - هدى\ntitle: خبر: أول\ndate: 2024-02-03\n---\n",
        "---\r\nauthor: [جميل, 'هدى']\r\ntitle: >-\r\n  خبر:\r\n  أول\r\n"
        "date: 2024-02-03 # يوم\r\n---\r\n",
        "+++\nauthors = ['جميل', {name = 'هدى'}]\ntitle = 'خبر: أول'\ndate = 2024-02-03\n+++\n",
        '{"authors": ["جميل", "هدى"], "title": "خبر: أول", "date": "2024-02-03"}\n',
    ],
)
def test_markdown_states_its_facts_in_lists_and_in_toml(tmp_path: Path, facts: str) -> None:
    write(tmp_path / "a.md", f"{facts}\nنص")
    ((document,), _) = read(tmp_path)
    said = (document.title, document.date, document.author)
    assert said == ("خبر: أول", "2024-02-03", "جميل; هدى")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"---\ntitle: {'[' * 5_000}\n---\n", "[" * 100),
        ("---\ntitle: [*a, &a]\nauthor: !!python/name:os.system x\n---\n", "[*a, &a]"),
        ("+++\ntitle = \n+++\nعنوان", "عنوان"),
        ("{" * 5_000, "{" * 100),
    ],
)
def test_no_facts_of_markdown_raise(tmp_path: Path, head: str, title: str) -> None:
    write(tmp_path / "a.md", f"{head}\nنص")
    ((document,), _) = read(tmp_path)
    assert (document.title or "").startswith(title)


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: خبر\ndraft: true\n---\n",
        "---\npublished: False # بعد\n---\n",
        "+++\ndraft = true\n+++\n",
        '{"title": "خبر", "draft": true}\n',
    ],
)
def test_a_draft_in_markdown_is_left_out_and_named(tmp_path: Path, head: str) -> None:
    write(tmp_path / "a.md", f"{head}\nنص")
    write(tmp_path / "b.md", f"{head.lower().replace('true', 'no').replace('false', 'yes')}\nنص")
    ((document,), (skipped,)) = read(tmp_path)
    assert document.id == "b"
    assert skipped.reason == "not published: it is a draft"


@pytest.mark.parametrize(
    "head", ['---\ntitle: "خبر \\uD800\\0"\n---\n', '{"title": "خبر \\ud800\\u0000"}\n']
)
def test_halves_of_characters_in_the_facts_of_markdown_are_marked(head: str) -> None:
    assert front_matter(head)[0]["title"] == "خبر \ufffd"


@pytest.mark.parametrize(
    ("facts", "title"), [("title: 'خبر'\r\ndate: 2024", "خبر"), ("date: 2024", "عنوان")]
)
def test_the_title_of_markdown_is_what_its_facts_say(
    tmp_path: Path, facts: str, title: str
) -> None:
    text = f"---\n{facts}\n---\n\n# عنوان\n\nنص"
    write(tmp_path / "a.md", text)
    assert read(tmp_path)[0][0].title == title


def test_a_huge_text_is_skipped_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LARGEST", 10)
    write(tmp_path / "a.txt", "خبر طويل جدا")
    assert "at most 10" in read(tmp_path)[1][0].reason


def test_other_kinds_of_file_are_reported_and_hidden_ones_are_not(tmp_path: Path) -> None:
    write(tmp_path / "scan.gif", "x")
    write(tmp_path / ".DS_Store", "x")
    write(tmp_path / ".git" / "config.txt", "x")
    documents, (skipped,) = read(tmp_path)
    assert documents == []
    assert ".gif" in skipped.reason


def test_a_file_that_vanishes_is_skipped(tmp_path: Path) -> None:
    files = find_files([write(tmp_path / "a.txt", "نص")])
    (tmp_path / "a.txt").unlink()
    (item,) = read_file(files[0], ReadOptions())
    assert isinstance(item.outcome, Skipped)


def test_a_jsonl_line_is_a_document(tmp_path: Path) -> None:
    record = {"id": 7, "title": "ع", "text": "ن", "source": "ص", "url": "https://u", "date": "2024"}
    record |= {"author": "م", "section": "محليات", "tags": ["أ"]}
    write(tmp_path / "x.jsonl", json.dumps(record) + "\n\n")
    ((document,), _) = read(tmp_path)
    assert document == Document(
        *("7", "ن", "ع", "ص", "https://u", "2024", "م", "ar"),
        section="محليات",
        metadata={"tags": ["أ"]},
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", "expected a JSON object, found list"),
        (b'{"id": "a"}', "'text'"),
        (b'{"id": "a", "text": " "}', "'text'"),
        (b'{"id": "a", "text": [[]]}', "'text' holds list"),
        (b'{"id": "a", "text": "x", "title": {}}', "'title' holds dict"),
        (b'{"id": "a", "text": "\\ud800"}', "surrogate"),
        ('{"id": "a", "text": "сегодня"}'.encode("cp1251"), "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    good = b'{"id": "good", "text": "x"}\n'
    write(tmp_path / "x.jsonl", good + line + b"\n" + good.replace(b"good", b"last"))
    documents, (skipped,) = read(tmp_path)
    assert [d.id for d in documents] == ["good", "last"]
    assert skipped.place.endswith("x.jsonl:2")
    assert reason in skipped.reason


def test_a_line_without_end_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "LARGEST_RECORD", 40)
    long = b'{"id": "a", "text": "' + b"x" * 200 + b'"}\n'
    path = write(tmp_path / "x.jsonl", long + b'{"id": "b", "text": "x"}\n')
    with open_input(path) as source:
        items = list(jsonl.read(source, ReadOptions()))
    assert isinstance(items[0].outcome, Skipped)
    assert isinstance(items[1].outcome, Document)
    assert items[1].place.endswith(":2")
