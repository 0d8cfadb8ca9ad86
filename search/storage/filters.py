"""Which documents a reader wants: filters as SQL, and the kind of file that a document is from."""

from pathlib import PurePosixPath

from search.records import Filters

_KINDS = {
    ".txt": "txt",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".doc": "doc",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".eml": "eml",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".warc": "warc",
}
# Sorts after every digit and hyphen: "2024-05~" is the end of May 2024, "2024~" of the year.
_END = "~"


def kind_of(document_id: str, file: str | None) -> str | None:
    """Kind of file that a document is from: by the id of an archive's member, else by the file."""
    for name in (document_id, file or ""):
        kind = _KINDS.get(PurePosixPath(name).suffix.lower())
        if kind is not None:
            return kind
    return None


def condition(filters: Filters) -> tuple[str, list[object]]:
    """SQL that holds for the documents ``d`` with files ``f`` that are wanted, and its parameters.

    A date that is known only to the month or year is in every range that it may lie in.
    """
    parts = ["1"]
    parameters: list[object] = []
    columns = (
        ("d.source", filters.sources),
        ("d.author", filters.authors),
        ("d.language", filters.languages),
        ("kind(d.key, f.path)", filters.kinds),
    )
    for column, values in columns:
        if values:
            parts.append(f"{column} IN ({','.join('?' * len(values))})")
            parameters.extend(sorted(values))
    if filters.since is not None:
        parts.append(f"d.date || '{_END}' >= ?")
        parameters.append(filters.since)
    if filters.until is not None:
        parts.append("d.date <= ?")
        parameters.append(filters.until + _END)
    if filters.added_after is not None:
        parts.append("d.added > ?")
        parameters.append(filters.added_after)
    return " AND ".join(parts), parameters
