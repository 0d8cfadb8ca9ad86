"""The description of the API: what the routes do not say of themselves."""

DESCRIPTION = """Ask questions of an archive of Arabic documents; every answer is a quotation.

**Offsets** are code points of the document's stored text, end exclusive: `text[start:end]` is
exactly the quotation, in every answer.

**Keys** are sent as `Authorization: Bearer KEY` or `X-API-Key: KEY`. A *reader* searches and reads,
an *editor* adds and deletes documents too, an *admin* makes and deletes collections as well; each
for all collections or for certain ones, beside which no others exist for it. On the machine that
the service runs on none is needed until the first one is made with `shawahid key create`.

**Limits**: a question has at most 2,000 characters, an answer 200 documents, paging included, a
batch 32 questions, a list 1,000, a body a megabyte, an upload what the service was told (a
gigabyte). A key may have a number of questions a minute: `RateLimit-Limit`, `RateLimit-Remaining`
and `RateLimit-Reset` say what is left of it.

**Failures** are problem JSON (RFC 9457). `type` never changes and is for programs; `title` and
`detail` are for people, in Arabic or English by `Accept-Language`. Answers of 409 and 429 that are
worth trying again have `Retry-After` in seconds."""

TAGS = [
    {"name": name, "description": text}
    for name, text in {
        "search": "Questions and their answers.",
        "documents": "What is stored: read, listed, added, replaced, deleted, compared.",
        "jobs": "How far uploads are.",
        "collections": "Sets of documents that are kept and ranked apart from each other.",
        "service": "The service itself.",
    }.items()
]
