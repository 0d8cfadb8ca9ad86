"""Files as newsrooms have them, read as `tests/corpus/expected` says; Arabic readers checked it.

`tests/corpus/build.py` and `build_office.py` say how the files that programs wrote were made.
"""

import json
import shutil
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.preparation import read_file
from indexer.readers import ReadOptions
from search.parts import encode
from search.records import Document

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = [path for path in sorted(CORPUS.iterdir()) if path.is_file() and path.suffix != ".py"]


def fields(document: Document) -> dict[str, object]:
    """What the file says of a document; its id says only where the file stands."""
    names = ("title", "source", "url", "date", "author", "section", "language", "metadata", "text")
    stated = {name: getattr(document, name) for name in names}
    encoded = encode(document.parts)
    is_paged = all(isinstance(part, int) for part in encoded)
    stated["pages" if is_paged else "parts"] = encoded
    stated["ignored"] = [document.text[start:end] for start, end in document.ignored]
    empty: tuple[object, ...] = (None, (), [], {})
    return {name: value for name, value in stated.items() if value not in empty}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_read_as_expected(path: Path) -> None:
    if path.suffixes[0] in {".doc", ".ppt"} and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    expected = json.loads((CORPUS / "expected" / f"{path.name}.json").read_text("utf-8"))
    (file,) = find_files([path])
    outcomes = [read.outcome for read in read_file(file, ReadOptions())]
    documents = [fields(item) for item in outcomes if isinstance(item, Document)]
    skipped = [item.reason for item in outcomes if not isinstance(item, Document)]
    assert json.loads(json.dumps(documents)) == expected["documents"]
    assert len(skipped) == len(expected["skipped"])
    for reason, part in zip(skipped, expected["skipped"], strict=True):
        assert part in reason


def test_every_expectation_has_its_file_and_files_are_small() -> None:
    expected = {path.stem for path in (CORPUS / "expected").iterdir()}
    assert expected == {path.name for path in FILES}
    assert all(path.stat().st_size < 100_000 for path in FILES)
