"""Records as content systems, databases and networks export them, in the form of our own.

WordPress keeps a text under ``content.rendered``, Elasticsearch a record under ``_source``, editors
a list of paragraphs, MongoDB a date under ``$date``; spreadsheets write names in capitals.
"""

import html
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from indexer.readers.editors import text_of
from indexer.readers.encoding import clean
from indexer.readers.markup import has_markup, with_breaks, without_shortcodes
from indexer.readers.mojibake import repaired
from indexer.readers.published import key_of, unpublished
from search.arabic.normalizer import normalize
from search.fields import STORED

DEEPEST = 100  # levels of nesting; Python's own JSON functions fail near 1000

# What other systems call the fields of a document, the likeliest first.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "_id", "guid", "uuid"),
        "text": (
            *("text", "body", "content", "article", "articleBody", "full_text"),
            *("النص", "نص", "المتن", "المحتوى", "نص الخبر", "نص المقال"),
        ),
        **{field.name: field.names for field in STORED},
    }
)
# Other names, where a record has none of the usual ones.
_ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": (
            *("message", "tweet", "post_content", "content_text", "content_html"),
            *("article_text", "article_body", "body_text", "body_html", "body_xhtml", "body_nitf"),
            *("paragraphs", "blocks", "content_elements"),
            *(
                "main_text",
                "html",
                "plaintext",
                "plain content",
                "contents",
                "story",
                "caption",
                "tweet text",
            ),
            *("cooked", "post", "post body", "ShareCommentary", "data", "description", "introtext"),
            "lead_paragraph",
            *(
                "الجسم",
                "نص المنشور",
                "المنشور",
                "الرسالة",
                "نص التغريدة",
                "التغريدة",
                "محتوى الخبر",
            ),
        ),
        "title": ("post_title", "article_title", "headlines", "عنوان المقال", "عنوان المنشور"),
        "date": (
            *("post_date", "date_published", "publish_date", "publication_date", "created"),
            *(
                "published_date",
                "date_publish",
                "created_time",
                "post created",
                "timestamp",
                "datetime",
            ),
            *("display_date", "firstcreated", "versioncreated", "date_created", "publishOn"),
            *("تاريخ الخبر", "تاريخ المنشور", "تاريخ الإنشاء"),
        ),
        "author": (
            *("authors", "post_author", "credits", "user", "writer", "created_by_alias"),
            *("account", "bylines", "اسم الكاتب"),
        ),
        "url": ("web_url", "post_url", "article_url", "href", "ShareLink", "رابط الخبر"),
        "source": ("newspaper", "outlet", "page name", "channel", "الصحيفة", "الجريدة"),
    }
)
# A record inside another one, which only says where it came from.
_WRAPPERS = (
    *("_source", "tweet", "node", "attributes", "fields", "document", "article", "post"),
    *("object", "item"),  # of Mastodon, of the Associated Press
)
_IDS = ("_id", "id")
# What holds the words of a value that is more than a string, the likeliest first.
_WORDS = (
    *("ar", "rendered", "value", "plaintext", "text", "#text", "$t", "_text", "__cdata", "html"),
    *(
        "full_text",
        "basic",
        "name",
        "full_name",
        "display_name",
        "displayName",
        "screen_name",
        "title",
    ),
    *(
        "main",
        "original",
        "by",
        "href",
        "url",
        "$oid",
        "$date",
        "$numberLong",
        "children",
        "content",
        "items",
        "node",
    ),
    *("data", "attributes"),  # of Strapi
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_WITH_ENTITIES = ("text", "title", "author", "source")
_OF_SEVERAL = ("text", "author")
_OF_WORDPRESS = "postcontent"
_NUMBERED = ("author", "post_author")  # by WordPress
# What is printed between headline and text.
_LEADS = ("standfirst", "lead", "lede", "intro", "المقدمة", "مقدمة")
# A text that is kept in two fields, of which the second goes on with the first (Joomla, Movable
# Type, Serendipity).
_IN_TWO = (("introtext", "fulltext"), ("text", "text_more"), ("body", "extended"))
_WHOLE = ("full_text", "note_tweet", "extended_tweet")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{12,13}")
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
# As ASP.NET has it: thousandths of seconds since 1970, and how far its clock is ahead.
_OF_ASP = re.compile(r"/Date\((-?\d{1,13})(?:([+-])(\d\d)(\d\d))?\)/")
_OF_TWITTER = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{2}) [\d:]{8} [+-]\d{4} (\d{4})")


def sound(value: object) -> tuple[Any, int]:
    """A value that can be stored, and in how many of its strings something could not be read.

    Strings are without control characters and as they were before a program misread them; a number
    that is not finite is none.

    Raises:
        ValueError: it is nested too deeply.
    """
    faults = 0
    texts = value.values() if isinstance(value, dict) else ()
    longest = max((each for each in texts if isinstance(each, str)), key=len, default="")

    def walk(value: object, depth: int, beside: str) -> object:
        nonlocal faults
        if isinstance(value, str):
            decoded = clean(repaired(value, beside=beside))
            faults += bool(decoded.faults)
            return decoded.text
        if isinstance(value, float):
            return value if math.isfinite(value) else None
        if not isinstance(value, dict | list):
            return value
        if depth > DEEPEST:
            msg = f"nested deeper than {DEEPEST} levels: not a document"
            raise ValueError(msg)
        if isinstance(value, list):
            return [walk(item, depth + 1, beside) for item in value]
        return {
            str(walk(name, depth, beside)): walk(item, depth + 1, beside)
            for name, item in value.items()
        }

    return walk(value, 1, longest), faults


def adapted(record: Mapping[str, object], fields: Mapping[str, str]) -> dict[str, object]:
    """A record of another system with its fields under their usual names, each a string.

    Args:
        record: what ``sound`` gave.
        fields: the names that the user said.

    Raises:
        ValueError: it is a draft.
    """
    found = _unwrapped(dict(record), fields)
    reason = unpublished(found)
    if reason is not None:
        raise ValueError(reason)
    _name_author(found)
    _complete_text(found)
    if "text" not in fields:
        _join_texts(found)
    wanted = {**NAMES, **{name: (given,) for name, given in fields.items()}}
    by_key = {key_of(name): name for name in reversed(found)}
    usual = {name for known in wanted.values() for name in known}
    for field, known in wanted.items():
        aliases = () if field in fields else _ALIASES.get(field, ())
        others = (by_key.get(key_of(name), "") for name in (*known, *aliases))
        holders = (*known, *(name for name in others if name not in usual))
        said = text_of if field == "text" else words_of
        holder = next((name for name in holders if said(found.get(name))), None)
        if holder is not None:
            value = _field(field, found[holder])
            if key_of(holder) == _OF_WORDPRESS and isinstance(value, str):
                value = without_shortcodes(value)
                value = with_breaks(value) if has_markup(value) else value
            if holder not in known:
                del found[holder]
                holder = known[0]
            found[holder] = value
    return found


def has_text(header: Sequence[str], fields: Mapping[str, str]) -> bool:
    """Whether one of the columns of a table holds the text."""
    wanted = (fields["text"],) if "text" in fields else (*NAMES["text"], *_ALIASES["text"])
    return not {key_of(name) for name in header if name}.isdisjoint(map(key_of, wanted))


def _unwrapped(record: dict[str, object], fields: Mapping[str, str]) -> dict[str, object]:
    """The record inside, where the one around it has no text of its own."""
    texts = (fields["text"],) if "text" in fields else NAMES["text"]
    for _ in _WRAPPERS:
        if any(_says(record.get(name)) for name in texts):
            break
        for name in _WRAPPERS:
            inner = record.get(name)
            if isinstance(inner, dict):
                record = {**{key: record[key] for key in _IDS if key in record}, **inner}
                break
        else:
            break
    return record


def _name_author(record: dict[str, object]) -> None:
    """Take the number of a writer for none: content systems embed the name, or do not say it."""
    for name in _NUMBERED:
        if str(record.get(name, "")).isdigit():
            record[f"{name}_id"] = record.pop(name)
            embedded = record.get("_embedded")
            if isinstance(embedded, dict) and words_of(embedded.get("author")):
                record[name] = words_of(embedded["author"])


def _complete_text(record: dict[str, object]) -> None:
    """Take the whole text of a long post for the beginning of it, which stands beside it."""
    start = record.get("text")
    for name in _WHOLE:
        whole = text_of(record.get(name))
        if isinstance(start, str) and whole is not None and len(whole) > len(start):
            record["text"] = whole
            del record[name]
            return


def _join_texts(record: dict[str, object]) -> None:
    """Join the beginning of a text and its rest where a system keeps them apart."""
    for names in _IN_TWO:
        texts = [record.get(name) for name in names]
        said = [text for text in texts if isinstance(text, str) and text.strip()]
        if said and all(isinstance(text, str) for text in texts):
            for name in names:
                del record[name]
            record["text"] = "\n\n".join(said)
            return
    _join_lead(record)


def _join_lead(record: dict[str, object]) -> None:
    """Put the lines between headline and text before the text, unless it begins with them."""
    lead = next((name for name in _LEADS if isinstance(record.get(name), str)), None)
    holder = next((name for name in NAMES["text"] if isinstance(record.get(name), str)), None)
    if lead is None or holder is None:
        return
    first, text = str(record[lead]).strip(), str(record[holder])
    if first and normalize(first) not in normalize(text):
        if has_markup(text) and not has_markup(first):
            first = f"<p>{html.escape(first)}</p>"
        record[holder] = f"{first}\n\n{text}"
        del record[lead]


def keyed(record: Mapping[str, object], fields: Mapping[str, str]) -> list[dict[str, object]]:
    """The records that an object holds under their ids, where it has no text itself."""
    values = list(record.values())
    if has_text(list(record), fields) or not all(
        isinstance(value, dict) and has_text(list(value), fields) for value in values
    ):
        return []
    return [{"id": name, **value} for name, value in record.items() if isinstance(value, dict)]


def listed(record: Mapping[str, object], fields: Mapping[str, str]) -> list[dict[str, object]]:
    """The records in the only list of an object that has no text itself, whatever it is called."""
    lists = [value for value in record.values() if isinstance(value, list)]
    titles = set(map(key_of, (*NAMES["title"], *_ALIASES["title"])))
    is_document = has_text(list(record), fields) or not titles.isdisjoint(map(key_of, record))
    if len(lists) != 1 or is_document:
        return []
    (records,) = lists
    is_list = all(isinstance(each, dict) and has_text(list(each), fields) for each in records)
    return [dict(each) for each in records] if is_list else []


def tabled(record: Mapping[str, object]) -> list[dict[str, object]]:
    """The posts in the tables of a database, as Ghost exports it, with who wrote them."""
    tables = record.get("data")
    posts = tables.get("posts") if isinstance(tables, dict) else None
    if not isinstance(tables, dict) or not isinstance(posts, list):
        return []
    names = {each.get("id"): each.get("name") for each in _rows_of(tables, "users")}
    writers: dict[object, list[object]] = {}
    for each in _rows_of(tables, "posts_authors"):
        writers.setdefault(each.get("post_id"), []).append(names.get(each.get("author_id")))
    return [{"authors": writers.get(each.get("id")), **each} for each in _rows_of(tables, "posts")]


def _rows_of(tables: Mapping[str, object], name: str) -> list[dict[str, object]]:
    rows = tables.get(name)
    return [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []


def _says(value: object) -> bool:
    return value not in (None, "", [], {}) and not (isinstance(value, str) and value.isspace())


def _field(field: str, value: object) -> object:
    """A value as the string that the field takes; one that holds no words stays what it is."""
    if isinstance(value, list) and len(value) > 1 and field not in _OF_SEVERAL:
        return value
    words = text_of(value) if field == "text" else words_of(value)
    if words is None:
        return value
    if field == "date":
        return _date(words)
    if field in _WITH_ENTITIES and _ENTITY.search(words) and not has_markup(words):
        return html.unescape(words)
    return words


def words_of(value: object) -> str | None:
    """What a value says, on one line: a name, or the names in a list."""
    return _words(value, "، ")


def _words(value: object, joint: str) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        found = (_words(value[name], joint) for name in _WORDS if name in value)
        return next((words for words in found if words is not None and words.strip()), None)
    if isinstance(value, list):
        said = [words for each in value if (words := _words(each, joint)) is not None]
        return joint.join(said) if said else None
    return None


def _date(written: str) -> str:
    """A date that people read, of one that computers count or write."""
    seconds = None
    if _SECONDS.fullmatch(written):
        seconds = float(written)
    elif _MILLISECONDS.fullmatch(written):
        seconds = int(written) / 1000
    elif told := _OF_ASP.fullmatch(written):
        ahead = int(f"{told[2]}1") * (60 * int(told[3]) + int(told[4])) if told[2] else 0
        seconds = int(told[1]) / 1000 + 60 * ahead
    if seconds is not None:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    if _COMPACT.fullmatch(written):
        return f"{written[:4]}-{written[4:6]}-{written[6:]}"
    return _OF_TWITTER.sub(r"\1, \2", written)
