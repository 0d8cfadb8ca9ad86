"""Damaged files: what is derived is made again, what is the truth is refused and named."""

import io
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zipfile import ZipFile

import pytest

from indexer.pipeline import open_for_writing
from indexer.upkeep.copying import REPLACED_NAME
from indexer.upkeep.verification import verify
from search.errors import BackupError, IndexDamagedError, ShawahidError
from search.layout import FILE_NAME
from search.storage.store import open_store
from service.cli import main
from testing.backups import back_up, restore
from testing.durability.documents import key_word
from testing.durability.writer import make_encoder, open_engine, put

IDS = [f"doc{number}" for number in range(6)]
FLIPS = 5
DATABASE_DAMAGES = 100
PAGE = 2048

T = TypeVar("T")
Answers = list[list[tuple[str, int, int, str, float]]]
Rankings = list[list[tuple[str, float]]]


def _answers(folder: Path) -> Answers:
    index, engine = open_engine(folder)
    try:
        return [
            [
                (hit.citation.document_id, *hit.sentence, hit.citation.quote, hit.score)
                for hit in engine.search(key_word(document_id), 20)
            ]
            for document_id in IDS
        ]
    finally:
        index.close()


def _rankings(folder: Path) -> Rankings:
    """What derived files have a say in, without the evidence that is found in texts."""
    index, engine = open_engine(folder)
    try:
        return [engine.rank(key_word(document_id), 20) for document_id in IDS]
    finally:
        index.close()


@pytest.fixture
def sound(fast_path: Path) -> Path:
    folder = fast_path / "sound"
    encoder = make_encoder()
    index = open_for_writing(folder, lambda: encoder, None)
    put(index, encoder, dict.fromkeys(IDS, 1))
    put(index, encoder, {IDS[0]: 2})
    index.store.files.finish({"/archive/a.jsonl": "hash"})
    index.close()
    return folder


@pytest.fixture
def copied(sound: Path) -> Callable[[], Path]:
    """Makes another copy of the sound index."""
    made: list[Path] = []

    def copy() -> Path:
        if made:
            # A Tantivy writer that a damaged database stopped may still be putting a file there.
            shutil.rmtree(made.pop(), ignore_errors=True)
        made.append(sound.with_name(f"copy{random.randrange(10**9)}"))  # noqa: S311
        shutil.copytree(sound, made[-1])
        return made[-1]

    return copy


def _damages(content: bytes, rng: random.Random) -> list[bytes | None]:
    """A file that is gone, cut off, and with flipped bits."""
    damaged: list[bytes | None] = [None, content[: rng.randrange(len(content) or 1)]]
    for _ in range(FLIPS if content else 0):
        flipped = bytearray(content)
        flipped[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        damaged.append(bytes(flipped))
    return damaged


def _expected(sound: Path, copied: Callable[[], Path], asked: Callable[[Path], T]) -> tuple[T, T]:
    """What is answered as it is, and with a lexical index that was made again.

    Tantivy counts what was replaced into the idf until it merges, so there are two scores, and
    another passage of the same document may be the best one.
    """
    rebuilt = copied()
    shutil.rmtree(next(rebuilt.glob("lexical-*")))
    return asked(sound), asked(rebuilt)


def test_damaged_derived_files_are_made_again_with_the_same_answers(
    sound: Path, copied: Callable[[], Path], caplog: pytest.LogCaptureFixture
) -> None:
    rng = random.Random(3)  # noqa: S311 - not for secrets
    expected = _expected(sound, copied, _answers)
    ranked = _expected(sound, copied, _rankings)
    assert [hits[0][0] for hits in expected[0]] == IDS
    assert [hits[0][0] for hits in expected[1]] == IDS
    files = [path for path in sound.rglob("*") if path.is_file() and FILE_NAME not in path.name]
    said = []
    for path in files:
        name = path.relative_to(sound)
        for content in _damages(path.read_bytes(), rng):
            folder = copied()
            if content is None:
                (folder / name).unlink()
            else:
                (folder / name).write_bytes(content)
            caplog.clear()
            assert _answers(folder) in expected, name
            # Locks and Tantivy's notes to itself say nothing about passages, nor do a few bytes
            # at the ends of its files, with the version that wrote them.
            if content is not None and path.suffix not in {".json", ".lock"}:
                said.append("made again" in caplog.text)
            caplog.clear()
            assert _rankings(folder) in ranked, name
            assert not caplog.records, "it was not made again for good"
    assert sum(said) > 0.9 * len(said)


def test_words_damaged_while_they_are_used_are_made_again(
    sound: Path, copied: Callable[[], Path], caplog: pytest.LogCaptureFixture
) -> None:
    names = sorted(path.name for path in next(sound.glob("lexical-*")).iterdir())
    names = [
        name for name in names if Path(name).suffix not in {".lock", ".del"} and name[0] != "."
    ]
    assert {"meta.json", "shawahid.json"} < set(names)
    said = []
    for name in names:
        folder = copied()
        index, engine = open_engine(folder)
        path = next(folder.glob("lexical-*")) / name
        content = bytearray(path.read_bytes())
        content[content.rindex(b":")] ^= 1  # the JSON in it, or at its end
        path.write_bytes(content)
        caplog.clear()
        put(index, make_encoder(), {"new": 1})
        with index.reading() as view:
            assert not view.is_behind(), name
        assert engine.search(key_word("new"), 5)[0].citation.document_id == "new"
        assert engine.search(key_word(IDS[0]), 5)[0].citation.document_id == IDS[0]
        index.close()
        assert "disk full" not in caplog.text
        said.append("made again" in caplog.text)
        assert list(verify(folder, lambda _: None)) == [], name
    assert all(said), dict(zip(names, said, strict=True))


def _damage(content: bytes, rng: random.Random) -> bytes:
    size = len(content)
    damaged = bytearray(content)
    match rng.choice(["bit", "bytes", "page", "header", "end"]):
        case "bit":
            damaged[rng.randrange(size)] ^= 1 << rng.randrange(8)
        case "bytes":
            at = rng.randrange(size - 16)
            damaged[at : at + 16] = rng.randbytes(16)
        case "page":
            at = rng.randrange(size // PAGE) * PAGE
            damaged[at : at + PAGE] = rng.randbytes(PAGE)
        case "header":
            damaged[rng.randrange(100)] ^= rng.randrange(1, 256)
        case _:
            del damaged[rng.randrange(size) :]
    return bytes(damaged)


def _answers_or_error(folder: Path) -> tuple[Answers, str | None]:
    try:
        return _answers(folder), None
    except IndexDamagedError as error:
        return [], str(error)


def _quotes(answers: Answers) -> set[tuple[str, str]]:
    return {(document_id, quote) for hits in answers for document_id, _, _, quote, _ in hits}


def _passages(folder: Path) -> set[tuple[str, str]]:
    store = open_store(folder)
    found = {
        (document.id, document.text[start:end])
        for document, _ in store.documents()
        for _, (start, end) in store.passages_of(document.id)
    }
    store.database.close()
    return found


def test_a_damaged_database_is_refused_or_found_and_never_quoted(
    sound: Path, copied: Callable[[], Path]
) -> None:
    rng = random.Random(11)  # noqa: S311 - not for secrets
    expected = _expected(sound, copied, _answers)
    passages = _passages(sound)
    content = (sound / FILE_NAME).read_bytes()
    refused = 0
    for _ in range(DATABASE_DAMAGES):
        folder = copied()
        (folder / FILE_NAME).write_bytes(_damage(content, rng))
        problems = list(verify(folder, lambda _: None))
        answers, error = _answers_or_error(folder)
        if error is not None:
            assert problems, error
            assert "shawahid restore" in error
            refused += 1
        else:
            # Where a passage is lost, another one of its document may be shown.
            assert _quotes(answers) <= passages
            assert problems or answers in expected
    assert refused > DATABASE_DAMAGES // 5


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE documents SET text = replace(text, 'المشروع', 'المسروق')", "not what was stored"),
        ("UPDATE documents SET title = 'آخر' WHERE id = 2", "not what was stored"),
        ("UPDATE embeddings SET vector = zeroblob(length(vector)) WHERE {last}", "embedding "),
        ("UPDATE embeddings SET vector = x'00' WHERE {last}", "embedding "),
        ("UPDATE embeddings SET codes = zeroblob(length(codes)) WHERE {last}", "embedding "),
        ("UPDATE passages SET end_offset = 99999 WHERE {last}", "99999"),
        ("DELETE FROM embeddings WHERE {last}", "embeddings"),
        ("DELETE FROM passages WHERE {last}", "does not hold"),
        ("UPDATE documents SET parts = '[' WHERE id = 2", "is damaged"),
        ("DELETE FROM meta WHERE key = 'dimension'", "dimension"),
        ("DELETE FROM meta WHERE key = 'revision'", "its state"),
    ],
)
def test_verify_finds_what_was_changed_behind_its_back(
    sound: Path, sql: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = sqlite3.connect(sound / FILE_NAME)
    table = sql.split()[2 if sql.startswith("DELETE") else 1]
    connection.execute(sql.format(last=f"id = (SELECT max(id) FROM {table})"))  # noqa: S608
    connection.commit()
    connection.close()
    assert problem in "\n".join(verify(sound, lambda _: None))
    assert _command(capsys, "verify", "--index", str(sound))[0] == 1


def _command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    """Exit code and what was said of a command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["shawahid", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    said = capsys.readouterr()
    return ended.value.code, said.out + said.err


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0" + b"\xff" * 5000, "نص ".encode() * 3000]
)
def test_commands_say_in_a_line_that_the_database_is_damaged(
    sound: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (sound / FILE_NAME).write_bytes(content)
    for command in (["info"], ["export"], ["show", IDS[0]], ["delete", IDS[0]]):
        code, said = _command(capsys, *command, "--index", str(sound))
        assert code == 2, command
        assert "is damaged" in said
        assert "shawahid verify" in said
        assert "Traceback" not in said
    code, said = _command(capsys, "verify", "--index", str(sound))
    assert code == 1
    assert FILE_NAME in said


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 2000])
def test_a_backup_comes_back_over_a_damaged_database(
    sound: Path, copied: Callable[[], Path], content: bytes | None
) -> None:
    folder = copied()
    before = _answers(sound)
    backup = sound.parent / "backup"
    back_up(folder, backup)
    path = folder / FILE_NAME
    if content is None:  # damaged in the middle
        whole = path.read_bytes()
        path.write_bytes(whole[: 4 * PAGE] + b"\xff" * PAGE * 8 + whole[12 * PAGE :])
    else:
        path.write_bytes(content)
    damaged = path.read_bytes()
    kept = restore(backup, folder)
    assert kept == folder / REPLACED_NAME
    assert kept.read_bytes() == damaged
    assert _quotes(_answers(folder)) == _quotes(before)
    assert list(verify(folder, lambda _: None)) == []


def _around(database: bytes) -> bytes:
    """A backup file with this for a database."""
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("collections/default.sqlite", database)
    return file.getvalue()


def test_a_damaged_backup_is_refused_and_changes_nothing(
    sound: Path, copied: Callable[[], Path]
) -> None:
    rng = random.Random(5)  # noqa: S311 - not for secrets
    folder = copied()
    backup = sound.parent / "backup"
    back_up(folder, backup)
    whole = backup.read_bytes()
    with ZipFile(backup) as archive:
        database = archive.read("collections/default.sqlite")
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    for content in (
        b"",
        b"garbage" * 999,
        database,  # what the first versions made
        whole[: len(whole) // 2],
        whole[:-1],
        _with_bit_flipped_in_a_text(whole),
        _around(b""),
        _around(b"garbage" * 999),
        _around(database[: len(database) // 2]),
        _around(database[: 5 * PAGE] + rng.randbytes(9 * PAGE) + database[14 * PAGE :]),
        _around(_with_bit_flipped_in_a_text(database)),
    ):
        backup.write_bytes(content)
        with pytest.raises(BackupError, match="use another"):
            restore(backup, folder)
        after = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
        assert after == before


def test_a_backup_with_any_byte_changed_is_refused_or_whole(
    sound: Path, copied: Callable[[], Path]
) -> None:
    rng = random.Random(7)  # noqa: S311 - not for secrets
    folder = copied()
    backup = sound.parent / "backup"
    back_up(folder, backup)
    before = _quotes(_answers(folder))
    whole = backup.read_bytes()
    tail = len(whole) - 200  # the directory of the archive
    for at in [rng.randrange(tail, len(whole)) for _ in range(40)] + [*range(30)]:
        changed = bytearray(whole)
        changed[at] ^= 1 << rng.randrange(8)
        backup.write_bytes(changed)
        try:
            restore(backup, folder)
        except ShawahidError:
            pass
        else:
            assert _quotes(_answers(folder)) == before


def _with_bit_flipped_in_a_text(content: bytes) -> bytes:
    at = content.index(key_word(IDS[1]).encode())
    return content[:at] + bytes([content[at], content[at + 1] ^ 1]) + content[at + 2 :]
