"""What is known of a document: each field once, for readers, filters, facets and all who ask.

A field that is added here is stored, read from records, pages and feeds, exported, and, if it has a
plural, filtered by and counted; if it has operators, a search that is written with one is filtered
by it. Beside it stand the attribute of ``Document`` that holds it and its words in
``service/language/*/fields.toml``.
"""

from dataclasses import dataclass

# Code points of a title, and of a value that documents are filtered by.
LONGEST_VALUE = 1000
# Of an id, which stands in addresses, cursors and citations; and of the address of an original.
LONGEST_ID = 2000
LONGEST_ADDRESS = 8000
# Of what else is told about a document, as JSON.
LONGEST_METADATA = 100_000


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is known of a document.

    Attributes:
        name: what it is called: as an attribute of ``Document``, a column of the store, a parameter
            of an address, an option of the command line and a key of the catalogues.
        plural: what a list of its values is called: a filter and a facet; empty where documents
            are not filtered by it.
        names: what records of other systems and the ``meta`` elements of pages call it, the
            likeliest first.
        text_only: whether a record in which it is something else is refused; else that is kept
            with what a document's source said besides.
        expression: SQL for it, of a document ``d`` and its file ``f``, where it is not a column.
        labels: the table of the catalogues ``web`` with the names of its values, where they are
            codes.
        example: of a value.
        operators: what it is called in a search, before a colon and a value; none where documents
            cannot be asked for by it.
    """

    name: str
    plural: str = ""
    names: tuple[str, ...] = ()
    text_only: bool = True
    expression: str = ""
    labels: str = ""
    example: str = ""
    operators: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """What a query of the store selects."""
        return self.expression or f"d.{self.name}"


FIELDS = (
    Field(
        "title",
        names=("title", "headline", "العنوان", "عنوان", "عنوان الخبر"),
        operators=("title", "عنوان", "intitle"),
    ),
    Field(
        "source",
        "sources",
        names=("source", "publisher", "site", "المصدر", "مصدر", "الموقع"),
        example="الوكالة الوطنية",
        operators=("source", "مصدر"),
    ),
    Field("url", names=("url", "link", "permalink", "الرابط", "رابط")),
    Field(
        "date",
        names=(
            *("date", "published", "pub_date", "pubDate", "datePublished", "published_at"),
            *("created_at", "التاريخ", "تاريخ النشر", "تاريخ"),
        ),
    ),
    Field(
        "author",
        "authors",
        names=("author", "byline", "creator", "الكاتب", "كاتب", "المؤلف"),
        example="سعاد الخطيب",
        operators=("author", "كاتب"),
    ),
    Field(
        "section",
        "sections",
        names=("section", "category", "articleSection", "article:section", "القسم", "قسم"),
        text_only=False,
        example="محليات",
        operators=("section", "قسم"),
    ),
    Field(
        "kind",
        "kinds",
        expression="kind(d.key, f.path)",
        labels="kinds",
        example="pdf",
        operators=("type", "نوع", "filetype"),
    ),
    Field(
        "language",
        "languages",
        names=("language", "lang", "اللغة"),
        labels="languages",
        example="ar",
        operators=("lang", "لغة"),
    ),
)
# Those that a document has from its source; ``kind`` comes from its file.
STORED = tuple(field for field in FIELDS if not field.expression)
# Those that documents are filtered by and counted, in the order in which they are shown.
FACETS = tuple(field for field in FIELDS if field.plural)
