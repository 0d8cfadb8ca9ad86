"""The seed articles as documents, some with more known of their source than others."""

from pathlib import Path

from search.records import Document

SEEDS = Path(__file__).parents[2] / "seeds"


def seed_documents() -> list[Document]:
    """The seed articles."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    return [
        Document(
            id=f"seeds/{name}",
            text=text,
            title=text.strip().splitlines()[0][:90] if number else None,
            source="الوكالة الوطنية للإعلام" if number % 2 else None,
            url=f"https://news.example/{number}" if number % 2 else None,
            date=f"2022-06-1{number}" if number % 3 else None,
        )
        for number, (name, text) in enumerate(texts)
    ]
