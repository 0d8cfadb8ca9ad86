"""Damaged, hostile and random inputs, and what has to hold for whatever is read from them."""

import gzip
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.preparation import prepare
from indexer.readers import Budget, Input, Read, ReadOptions, Skipped, read_input
from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.parts import decode, encode
from search.passages import PassageSettings, cut
from search.records import Document, blank
from testing.hashing_encoder import HashingEncoder
from testing.outlook import attached_file, compound_file, outlook_message
from testing.packages import OPEN, packed

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
_TEXT = (
    "قال المتحدث باسم البلدية إن أعمال الصيانة تبدأ يوم الأحد.\nتشمل الأعمال ثلاثة شوارع، وتستمر"
    " أسبوعين.\n\nاقرأ أيضا\nشارك الخبر على فيسبوك"
)
# Letters, marks, digits, controls, other scripts, and what is no character at all.
_ALPHABET = (
    "اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويةىءؤئ\u0640\u064b\u064e\u0651\u0670\u06d6\u200c\u200d\u200e"
    "\u200f\u202a\u202e\u2066\ufeff\ufefb٠١٢٣۴5,.;:!?؟،؛ \t\n\r\v\f\u0085\u2028\x00\x1f\"'<>&[]{}()"
    "abcXYZ中😀\u0301\ud7ff\ue000\ufffd\U0010ffff"
)
_RECORD = {"id": "a", "text": _TEXT, "title": "صيانة", "date": "2024-05-01", "page": 1}
_CHAT = {
    "name": "غرفة",
    "messages": [
        {"from": "سعاد", "date": f"2024-05-0{day}T10:00:00", "text": [_TEXT, {"text": "نعم"}]}
        for day in (1, 1, 2)
    ],
}
_RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>أخبار</title><item><guid>1</guid>'
    f"<title>صيانة</title><description>{_TEXT}</description>"
    "<pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item></channel></rss>"
).encode()
_EML = (
    "From: press@example.org\r\nSubject: =?utf-8?b?2LTZitin2YbYqQ==?=\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="x"\r\nDate: Wed, 01 May 2024 10:00:00 +0000\r\n\r\n'
    f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{_TEXT}\r\n--x\r\n"
    'Content-Type: application/json; name="a.json"\r\nContent-Disposition: attachment;'
    f' filename="a.json"\r\n\r\n{json.dumps(_RECORD)}\r\n--x--\r\n'
).encode()
_THREAD = (
    "Subject: صيانة\nFrom: سعاد <s@example.org>\nMessage-ID: <1@example.org>\n"
    f"Content-Type: text/plain; charset=utf-8\n\n{_TEXT}\n\nOn 1 May 2024 A <a@b.c> wrote:\n"
    "> نعم.\n> > لا.\n\n-----Original Message-----\nمن: B <b@b.c>\nتم الإرسال: 1 مايو 2024\n"
    "الموضوع: صيانة\n\nنعم.\n-- \nسعاد\n"
).encode()
_NITF = (
    "<nitf><head><docdata><date.issue norm='20240501'/></docdata></head><body><body.head><hedline>"
    f"<hl1>صيانة</hl1></hedline></body.head><body.content><p>{_TEXT}</p></body.content></body></nitf>"
).encode()
_MAILBOX = b"".join(
    b"From a@b.c Wed May  1 10:00:00 2024\n" + each + b"\n\n" for each in (_THREAD, _EML)
)
_OUTLOOK = compound_file(
    outlook_message(
        {0x37: "صيانة", 0x1000: _TEXT, 0x0C1A: "سعاد"},
        html=f"<p>{_TEXT}</p>".encode(),
        attachments=(attached_file("a.txt", _TEXT.encode() * 20),),
    )
)
_PAGE = f"<html><head><title>صيانة</title></head><body><p>{_TEXT}</p></body></html>".encode()
_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _PAGE
_WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\n"
    b"WARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"Content-Type: application/http; msgtype=response\r\n"
    b"Content-Length: " + str(len(_RESPONSE)).encode() + b"\r\n\r\n" + _RESPONSE + b"\r\n\r\n"
)
_DATES = [
    "٢٠٢٤/٠٥/٠١", "1 ماي 2024", "22 شوال 1445 هـ", "0000-00-00", "9999-99-99", "31/02/2024",
    "الأحد", "-1", "1e999", "May 2024", "٣١٣١٣١٣١", "2024-05-01T25:61:61+99:99", "١ محرم ٩٩٩٩٩",
]  # fmt: skip
_SETTINGS = PassageSettings(tokens=20, overlap_sentences=1)
_TOKEN_SPANS = HashingEncoder().token_spans


def seeds() -> dict[str, list[bytes]]:
    """Sound files by their endings."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(CORPUS.iterdir()):
        # What takes another program takes seconds.
        if path.is_file() and path.suffix != ".py" and path.suffixes[0] not in {".doc", ".ppt"}:
            found.setdefault(path.suffix, []).append(path.read_bytes())
    lines = "\n".join([json.dumps(_RECORD), json.dumps(_RECORD, ensure_ascii=False)]).encode()
    table = f'id,text,date\n1,"{_TEXT}",2024\n2,نص,٢٠٢٤\n'.encode()
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("أ.txt", _TEXT.encode()), ("b.html", _PAGE), ("c.jsonl", lines)):
            archive.writestr(name, content)
    with tarfile.open(fileobj=tarred, mode="w:gz") as tar:
        member = tarfile.TarInfo("أ.txt")
        member.size = len(_TEXT.encode())
        tar.addfile(member, io.BytesIO(_TEXT.encode()))
    made = {
        ".jsonl": [lines], ".csv": [table],
        ".json": [json.dumps([_RECORD, _RECORD]).encode(), json.dumps(_CHAT).encode()],
        ".tsv": [table.replace(b",", b"\t")], ".zip": [zipped.getvalue()],
        ".tar.gz": [tarred.getvalue()], ".tar": [gzip.decompress(tarred.getvalue())],
        ".txt.gz": [gzip.compress(_TEXT.encode())], ".eml": [_EML, _THREAD], ".mbox": [_MAILBOX],
        ".emlx": [b"%d\n%s<plist></plist>" % (len(_THREAD), _THREAD)], ".msg": [_OUTLOOK],
        ".xml": [_RSS, _NITF], ".rss": [_RSS], ".warc": [_WARC],
        ".warc.gz": [gzip.compress(_WARC)], ".doc": [_PAGE],
    }  # fmt: skip
    subtitles = (
        f"WEBVTT\n\n00:01.000 --> 00:04.000\n<v سعاد>{_TEXT}\n\n2\n00:05.000 --> 00:06.000\nنص"
    )
    saved = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    saved += b"Content-Type: text/html; charset=utf-8\r\n\r\n" + _PAGE + b"\r\n--x--\r\n"
    flat = f"<office:document {OPEN}><office:body>{{}}</office:body></office:document>".format
    made |= {
        ".srt": [subtitles.encode()], ".vtt": [subtitles.encode()], ".mht": [saved],
        ".fodt": [flat(f"<office:text><text:p>{_TEXT}</text:p></office:text>").encode()],
        ".wacz": [packed({"archive/a.warc": _WARC})],
    }  # fmt: skip
    return {**found, **made}


_PIECES = [b"\x00", b"\xff" * 4, b"99999999", b"-1", b"<", b'"']


def mutated(content: bytes, rng: random.Random) -> bytes:
    """A file with one to eight of its parts changed, cut out, doubled or made of other bytes."""
    data = content
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.randint(0, 1 << rng.randrange(8)))
        part = data[at:end]
        changes = (
            bytes([part[0] ^ 1 << rng.randrange(8)]) + part[1:] if part else b"",
            b"",
            part * rng.randint(1, 20),
            rng.randbytes(len(part)),
            arabic_text(rng).encode(),
            rng.choice(_PIECES),
        )
        data = data[:at] + rng.choice(changes) + data[end:]
    return data[: rng.randrange(len(data) + 1)] if rng.random() < 0.2 else data


def _is_package(content: bytes) -> bool:
    return content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content))


def with_mutated_part(content: bytes, rng: random.Random) -> bytes:
    """A package with one of its parts mutated: damaged packages are not looked into."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = rng.choice([*parts])
    return packed({**parts, name: mutated(parts[name], rng)})


def arabic_text(rng: random.Random) -> str:
    """Up to some hundred characters that are hard on whoever handles Arabic text."""
    parts = [
        rng.choice([_TEXT[: rng.randrange(len(_TEXT))], rng.choice(_DATES)])
        if rng.random() < 0.2
        else "".join(rng.choices(_ALPHABET, k=rng.randint(1, 40)))
        for _ in range(rng.randint(1, 6))
    ]
    return rng.choice([" ", "\n", ""]).join(parts)


def check_file(ending: str, content: bytes) -> None:
    """Read it; nothing may be raised, and what is found has to be in order."""
    for document in _documents(ending, content):
        check_document(document)


def _documents(ending: str, content: bytes) -> Iterator[Document]:
    source = Input(f"f{ending}", "f", io.BytesIO(content), len(content), 0, Budget.of(len(content)))
    for read in read_input(source, ReadOptions()):
        assert read.place
        if isinstance(read.outcome, Document):
            yield read.outcome
        else:
            assert read.outcome.reason


def check_document(document: Document) -> None:
    """Prepare and cut it, if it is no gibberish: every offset is of its text, which stays."""
    _check_offsets(document)
    prepared = prepare(Read("p", document, 0)).outcome
    if isinstance(prepared, Skipped):
        assert prepared.reason
        return
    assert prepared.text == document.text
    _check_offsets(prepared)
    assert len(blank(prepared.text, prepared.ignored)) == len(prepared.text)
    for passage in cut(prepared, _TOKEN_SPANS, _SETTINGS):
        assert 0 <= passage.start < passage.end <= len(prepared.text)
        assert passage.text == prepared.text[passage.start : passage.end]
        assert len(passage.searched_text) == len(passage.text)
    check_analysis(prepared.text)


def _check_offsets(document: Document) -> None:
    length = len(document.text)
    document.text.encode()  # no lone surrogates: they can be neither stored nor answered
    json.dumps(dict(document.metadata))
    encoded = json.loads(json.dumps(encode(document.parts)))
    assert decode(encoded, length) == document.parts
    assert all(0 <= start < end <= length for start, end in document.ignored)


def check_analysis(text: str) -> None:
    """Words rise, lie within the text, and have terms."""
    last = 0
    for word in words(text):
        assert last <= word.span.start < word.span.end <= len(text)
        assert word.form == normalize(text[word.span.start : word.span.end])
        assert all(word.grams)
        last = word.span.end


def text_of_a_document(rng: random.Random) -> Document:
    """A document whose fields a source filled with anything."""
    return Document(
        "d",
        arabic_text(rng),
        title=rng.choice([None, arabic_text(rng)]),
        source=rng.choice([None, arabic_text(rng)]),
        date=rng.choice([None, *_DATES, arabic_text(rng)]),
        author=rng.choice([None, arabic_text(rng)]),
        language=rng.choice([None, "ar", "عربي"]),
        url=rng.choice([None, "https://[", arabic_text(rng)]),
        metadata={arabic_text(rng): rng.choice([None, 1, 1e308, [], {}, "س"])},
    )


def checks() -> dict[str, Callable[[random.Random], Callable[[], None]]]:
    """For each kind of input, what makes one and gives its check."""

    def file_check(
        ending: str, sound: list[bytes]
    ) -> Callable[[random.Random], Callable[[], None]]:
        def make(rng: random.Random) -> Callable[[], None]:
            content = rng.choice(sound)
            if rng.random() < 0.1:
                content = rng.choice(
                    [rng.randbytes(rng.randrange(2000)), arabic_text(rng).encode()]
                )
            elif rng.random() < 0.7 and _is_package(content):
                content = with_mutated_part(content, rng)
            else:
                content = mutated(content, rng)
            return lambda: check_file(ending, content)

        return make

    def text_check(rng: random.Random) -> Callable[[], None]:
        document = text_of_a_document(rng)
        return lambda: check_document(document)

    files = {ending: file_check(ending, sound) for ending, sound in seeds().items()}
    return {**files, "text": text_check}
