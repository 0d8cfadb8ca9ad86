"""Invented documents of which each version has words that no other one has."""

import json
import random
from pathlib import Path

from search.parts import numbered_pages
from search.records import Document, Span

_LETTERS = "بتجحخدذرزسشصضطعغفقكلمنهي"
_COMMON = [
    "أعلنت",
    "الوزارة",
    "أن",
    "المشروع",
    "الجديد",
    "يشمل",
    "عدة",
    "مدن",
    "في",
    "شمال",
    "البلاد",
    "ويستمر",
    "ثلاث",
    "سنوات",
    "بعد",
    "أن",
    "وافق",
    "المجلس",
    "البلدي",
    "على",
    "خطة",
    "الطرق",
    "والمياه",
    "وقال",
    "المتحدث",
    "إن",
    "العمل",
    "يبدأ",
    "مطلع",
    "الشهر",
    "القادم",
]
SENTENCES = 9


def own_words(document_id: str, version: int) -> list[str]:
    """One word for each sentence of a version, which is in no other text."""
    rng = random.Random(f"{document_id}/{version}")  # noqa: S311 - not for secrets
    count = rng.randint(1, SENTENCES)
    return ["".join(rng.choices(_LETTERS, k=9)) for _ in range(count)]


def key_word(document_id: str) -> str:
    """A word in every sentence of all versions of a document, and in no other text."""
    rng = random.Random(document_id)  # noqa: S311 - not for secrets
    return "".join(rng.choices(_LETTERS, k=8))


def version_of(document_id: str, version: int) -> Document:
    """A document of one to nine sentences, with pages, an ignored span and metadata."""
    rng = random.Random(f"{version}/{document_id}")  # noqa: S311 - not for secrets
    sentences = []
    for word in own_words(document_id, version):
        words = rng.sample(_COMMON, 8)
        sentences.append(" ".join([*words[:4], word, key_word(document_id), *words[4:]]) + ".")
    share = "شارك الخبر"
    text = "\n".join([*sentences, share])
    return Document(
        id=document_id,
        text=text,
        title=f"خبر {words[0]} {words[1]}",
        date="2024-05-01",
        parts=numbered_pages((0, len(sentences[0]) + 1)),
        ignored=(Span(len(text) - len(share), len(text)),),
        metadata={"version": version},
    )


def write_records(path: Path, versions: dict[str, int]) -> None:
    """A JSON Lines file with these documents as a newsroom would export them."""
    documents = [version_of(*item) for item in versions.items()]
    lines = [
        json.dumps({"id": d.id, "text": d.text, "title": d.title, "version": d.metadata["version"]})
        for d in documents
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
