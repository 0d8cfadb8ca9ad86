"""How a document is kept in a row of the database."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from search.fields import STORED
from search.parts import decode, encode
from search.records import Document, Passage, Span

# What ``values_of`` gives, and with the id before it what ``document_of`` takes.
COLUMNS = ("text", *(field.name for field in STORED), "parts", "ignored", "metadata")
# A field that came later is hashed where it has a value, so that the hashes before it hold.
_FIRST_HASHED = ("title", "source", "url", "date", "author", "language")


def document_hash(document: Document) -> str:
    """Hash of everything that is stored of a document."""
    known = {field.name: getattr(document, field.name) for field in STORED}
    fields = [
        document.text,
        *(known.pop(name) for name in _FIRST_HASHED),
        encode(document.parts),
        document.ignored,
        dict(document.metadata),
        *((name, value) for name, value in known.items() if value is not None),
    ]
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def embedding_hash(fingerprint: str, passage: Passage) -> bytes:
    """Hash of what one embedding is made of: the model by its fingerprint, and a passage's text.

    Indexes keep it, and `verify` compares: made otherwise, it needs another schema.
    """
    parts = (fingerprint, passage.context or "", passage.searched_text)
    return hashlib.sha256("\0".join(parts).encode()).digest()


def values_of(document: Document) -> list[object]:
    """What is kept of a document, in the order of ``COLUMNS``."""
    return [
        document.text,
        *(getattr(document, field.name) for field in STORED),
        json.dumps(encode(document.parts), ensure_ascii=False),
        json.dumps(document.ignored),
        json.dumps(dict(document.metadata), ensure_ascii=False),
    ]


def document_of(row: Sequence[Any], collection: str) -> Document:
    """The document of a row, of its id and ``COLUMNS``.

    Raises:
        TypeError: the row is damaged.
        ValueError: likewise.
    """
    key, text, *known, parts, ignored, metadata = row
    return Document(
        key,
        text,
        **{field.name: value for field, value in zip(STORED, known, strict=True)},
        parts=decode(json.loads(parts), len(text)),
        ignored=tuple(Span(*span) for span in json.loads(ignored)),
        metadata=json.loads(metadata),
        collection=collection,
    )
