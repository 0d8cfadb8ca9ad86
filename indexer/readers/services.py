"""Answers of services (Reddit, YouTube, X, Notion and others) as records that any system may have.

An answer has its posts deep in what tells of the request, and says beside them who wrote them, or
how much of what belongs to them it leaves out.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from indexer.readers.editors import text_of

_Record = dict[str, Any]
_OF_YOUTUBE = "youtube#"
_OF_REDDIT = frozenset({"Listing", "t1", "t3", "more"})  # comments, posts
_NAMES = ("displayName", "handle")  # of Bluesky
_TAKEN_BACK = frozenset({"[deleted]", "[removed]"})
_NOTICES_OF_SLACK = frozenset(
    f"{place}_{what}"
    for place in ("channel", "group")
    for what in ("join", "leave", "topic", "purpose", "name", "archive", "unarchive")
)
_MOMENT_OF_SLACK = re.compile(r"\d{10}\.\d{6}", re.ASCII)
# A person, a channel, a day or a link, and how it is shown; links may be shown as they are.
_MARK_OF_SLACK = re.compile(
    r"<(?P<what>[@#!][^<>|]*|[a-z][a-z0-9+.-]*:[^<>|\s]+)(?:\|(?P<shown>[^<>|]+))?>"
)
# How services end a text of which they send but the beginning: "… [+2315 chars]".
_CUT = re.compile(r"\s*\[\+?(\d[\d,]{0,12}) chars\]\s*\Z")


def whole_of(text: str) -> tuple[str, str | None]:
    """A text without the mark that a service has cut it short, and what is to be said of that."""
    found = _CUT.search(text[-60:])
    if found is None:
        return text, None
    reason = f"cut short by the service that sent it: {found[1]} characters of it are not in it"
    return text[: len(text) - len(found[0])], reason


def is_part(value: object) -> bool:
    """Whether a value in a list is no record without what stands beside the list, or in it."""
    return _is_post_of_x(value) or _is_block(value)


def records_of(record: Mapping[str, Any], fields: Mapping[str, str]) -> Iterator[_Record | str]:
    """The records in what a service answered, and what it says that it left out.

    Of a record of any other kind there are none, nor of one whose text the user has named.
    """
    whole = dict(record)
    services = _OF_PARTS if "text" in fields else (*_OF_PARTS, *_OF_RECORDS)
    read = next((reader for is_of, reader in services if is_of(whole)), None)
    if read is not None:
        yield from read(whole)


def _is_of_reddit(record: _Record) -> bool:
    is_named = record.get("kind") in _OF_REDDIT and isinstance(record.get("data"), dict)
    return is_named or {"subreddit", "created_utc"} <= record.keys() or _is_listing(record)


def _is_listing(record: _Record) -> bool:
    """Whether it is the inner part of a listing of Reddit."""
    return _is_list(record.get("children"), lambda each: each.get("kind") in _OF_REDDIT)


def _is_of_youtube(record: _Record) -> bool:
    return str(record.get("kind")).startswith(_OF_YOUTUBE)


def _is_of_x(record: _Record) -> bool:
    return _is_list(record.get("data"), _is_post_of_x)


def _is_of_blocks(record: _Record) -> bool:
    return _is_list(record.get("results"), _is_block)


def _is_of_notion(record: _Record) -> bool:
    return record.get("object") == "page" and isinstance(record.get("properties"), dict)


def _is_list(value: object, of: Callable[[Any], bool]) -> bool:
    """Whether a value is a list of objects of a kind, of which there are some."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and of(each) for each in value)
    )


def _is_post_of_x(value: object) -> bool:
    """Whether it is a post of X, which names who wrote it by number."""
    return isinstance(value, dict) and "text" in value and isinstance(value.get("author_id"), str)


def _is_block(value: object) -> bool:
    """Whether it is a part of a page of Notion."""
    return isinstance(value, dict) and value.get("object") == "block"


def _of_reddit(record: _Record) -> Iterator[_Record | str]:
    """Posts and comments, each before the answers to it."""
    if "kind" not in record:
        record = {"kind": "Listing" if _is_listing(record) else "t3", "data": record}
    waiting: list[Any] = [record]
    while waiting:
        thing = waiting.pop()
        data = thing.get("data") if isinstance(thing, dict) else None
        if not isinstance(data, dict):
            continue
        if thing.get("kind") == "more":
            yield f"{data.get('count')} more comments, which are not in the file"
        elif thing.get("kind") == "Listing":
            inner = data.get("children")
            waiting += reversed(inner if isinstance(inner, list) else [])
        else:
            yield _thing(data)
            waiting.append(data.get("replies"))


def _thing(data: _Record) -> _Record | str:
    """A post or a comment of Reddit."""
    written = next((data[name] for name in ("selftext", "body") if data.get(name)), "")
    if written in _TAKEN_BACK:
        return f"taken back by who wrote it, or removed: {data.get('permalink') or data.get('id')}"
    shown = next((data[name] for name in ("selftext_html", "body_html") if data.get(name)), None)
    author = data.get("author")
    return {
        "id": data.get("name") or data.get("id"),
        "title": data.get("title"),
        "text": html.unescape(shown) if isinstance(shown, str) else written,
        "date": data.get("created_utc"),
        "author": None if author in _TAKEN_BACK else author,
        "url": f"https://www.reddit.com{data['permalink']}" if data.get("permalink") else None,
        "source": data.get("subreddit_name_prefixed") or data.get("subreddit"),
    }


def _of_youtube(item: Any) -> Iterator[_Record | str]:  # noqa: ANN401 - as it was decoded
    """Videos with what is written below them, or comments."""
    if isinstance(item, dict) and isinstance(item.get("items"), list):
        for each in item["items"]:
            yield from _of_youtube(each)
        return
    snippet = item.get("snippet") if isinstance(item, dict) else None
    if not isinstance(snippet, dict):
        yield "it has no snippet, which holds what is written: ask the service for that part"
        return
    if "topLevelComment" in snippet:
        replies = item.get("replies")
        given = replies.get("comments") if isinstance(replies, dict) else None
        comments = [snippet["topLevelComment"], *(given if isinstance(given, list) else ())]
        for each in comments:
            yield from _of_youtube(each)
        count = snippet.get("totalReplyCount")
        missing = (count if isinstance(count, int) else 0) + 1 - len(comments)
        if missing > 0:
            yield f"{missing} more comments, which are not in the file"
        return
    if "textOriginal" in snippet or "textDisplay" in snippet:
        yield {
            "id": item.get("id"),
            "text": snippet.get("textOriginal") or snippet["textDisplay"],
            "date": snippet.get("publishedAt"),
            "author": snippet.get("authorDisplayName"),
        }
        return
    ids = (snippet.get("resourceId"), item.get("id"))  # the latter is that of a place in a list
    videos = (each.get("videoId") if isinstance(each, dict) else each for each in ids)
    video = next(filter(None, videos), None)
    details = item.get("contentDetails")
    of_video = details.get("videoPublishedAt") if isinstance(details, dict) else None
    yield {
        "id": video,
        "title": snippet.get("title"),
        "text": snippet.get("description"),
        # Of a video in a list the other says since when it is there.
        "date": of_video or ("resourceId" not in snippet and snippet.get("publishedAt")) or None,
        "source": snippet.get("videoOwnerChannelTitle") or snippet.get("channelTitle"),
        "url": f"https://www.youtube.com/watch?v={video}" if video else None,
    }


def _of_x(answer: _Record) -> Iterator[_Record | str]:
    """The posts, each with who wrote it."""
    includes = answer.get("includes")
    users = includes.get("users") if isinstance(includes, dict) else None
    given = [each for each in users if isinstance(each, dict)] if isinstance(users, list) else []
    names = {each.get("id"): each.get("name") or each.get("username") for each in given}
    for post in answer["data"]:
        yield {"author": names.get(post["author_id"]), **post}


def _of_blocks(answer: _Record) -> Iterator[_Record | str]:
    """The text of a page of Notion."""
    blocks = answer["results"]
    pages = (
        each["parent"].get("page_id") for each in blocks if isinstance(each.get("parent"), dict)
    )
    yield {"id": next(filter(None, pages), None), "text": blocks}
    missing = sum(each.get("has_children") is True and not _has_children(each) for each in blocks)
    if missing:
        yield f"what stands inside {missing} parts of the page, which is not in the file"
    if answer.get("has_more") is True:
        yield "the rest of the page, which is not in the file: ask for the next part of it"


def _has_children(block: _Record) -> bool:
    inner = block.get(str(block.get("type")))
    return any("children" in each for each in (block, inner) if isinstance(each, dict))


def _of_notion(page: _Record) -> Iterator[_Record | str]:
    """A page of a table, by what stands in its columns; its text is asked for apart."""
    if page.get("archived") is True or page.get("in_trash") is True:
        yield "in the trash of Notion"
        return
    record: _Record = {"id": page.get("id"), "url": page.get("url")}
    for name, held in page["properties"].items():
        if isinstance(held, dict) and isinstance(held.get("type"), str):
            value = _value(held)
            record["title" if held["type"] == "title" else name] = value
    yield record


def _value(held: _Record) -> Any:  # noqa: ANN401 - a property may be of any kind
    value = held.get(held["type"])
    if isinstance(value, dict) and isinstance(value.get("type"), str):
        return _value(value)
    if isinstance(value, dict):
        return value.get("start") or value.get("name")
    if not isinstance(value, list):
        return value
    names = [text_of(each) or "" for each in value]
    is_text = held["type"] in {"title", "rich_text"}
    return text_of(value) if is_text else "، ".join(filter(None, names))


def _is_of_instagram(record: _Record) -> bool:
    return _is_list(record.get("media"), lambda each: "creation_timestamp" in each)


def _of_instagram(post: _Record) -> Iterator[_Record | str]:
    """A post, of which one picture alone has the words itself."""
    told = (post, *post["media"])
    words = next(filter(None, (each.get("title") for each in told)), None)
    if words is None:
        yield "a post without words: pictures alone"
        return
    times = (each.get("creation_timestamp") for each in told)
    yield {"text": words, "date": next(filter(None, times), None)}


def _is_of_instagrams(record: _Record) -> bool:
    return any(_is_list(value, _is_of_instagram) for value in record.values())


def _of_instagrams(record: _Record) -> Iterator[_Record | str]:
    for value in record.values():
        for post in value if _is_list(value, _is_of_instagram) else ():
            yield from _of_instagram(post)


def _is_of_bluesky(record: _Record) -> bool:
    post = record.get("post", record)
    written = post.get("record") if isinstance(post, dict) else None
    return isinstance(written, dict) and str(written.get("$type")).startswith("app.bsky.")


def _of_bluesky(record: _Record) -> Iterator[_Record | str]:
    post = record.get("post", record)
    author = post.get("author")
    names = [author.get(name) for name in _NAMES] if isinstance(author, dict) else []
    facts = {"id": post.get("uri"), "author": next(filter(None, names), None)}
    yield {**facts, "text": post["record"].get("text"), "date": post["record"].get("createdAt")}


def _is_of_mastodon(record: _Record) -> bool:
    return "account" in record and isinstance(record.get("reblog"), dict)


def _of_mastodon(status: _Record) -> Iterator[_Record | str]:
    """What somebody else wrote, who is its author."""
    yield status["reblog"]


def _is_of_slack(record: _Record) -> bool:
    moment, text = record.get("ts"), record.get("text")
    is_dated = isinstance(moment, str) and _MOMENT_OF_SLACK.fullmatch(moment) is not None
    return record.get("type") == "message" and is_dated and isinstance(text, str)


def _of_slack(message: _Record) -> Iterator[_Record | str]:
    """What somebody wrote, by name: the others are notices of who came and went."""
    if message.get("subtype") in _NOTICES_OF_SLACK:
        yield "a notice of Slack, which nobody wrote"
        return
    profile = message.get("user_profile")
    known = profile if isinstance(profile, dict) else {}
    names = (
        *(known.get(name) for name in ("real_name", "display_name")),
        *(message.get(name) for name in ("username", "author")),
    )
    yield {
        "id": message.get("client_msg_id") or message["ts"],
        "text": html.unescape(_MARK_OF_SLACK.sub(_shown_in_slack, message["text"])),
        "date": message["ts"],
        "author": next(filter(None, names), None),
        **{name: message.get(name) for name in ("title", "url")},
    }


def _shown_in_slack(mark: re.Match[str]) -> str:
    what, shown = mark["what"], mark["shown"]
    if shown:
        return what[0] + shown if what[0] in "@#" else shown
    return mark[0] if what[0] in "@#!" else what


def _is_of_guardian(record: _Record) -> bool:
    return "webPublicationDate" in record and isinstance(record.get("fields"), dict)


def _of_guardian(item: _Record) -> Iterator[_Record | str]:
    facts = {"title": item.get("webTitle"), "url": item.get("webUrl")}
    yield {"id": item.get("id"), **facts, **item["fields"], "date": item["webPublicationDate"]}


def _is_of_prismic(record: _Record) -> bool:
    return "first_publication_date" in record and isinstance(record.get("data"), dict)


def _of_prismic(item: _Record) -> Iterator[_Record | str]:
    facts = {"id": item.get("id"), "date": item["first_publication_date"], "url": item.get("url")}
    yield {**facts, **item["data"]}


def _is_of_storyblok(record: _Record) -> bool:
    content = record.get("content")
    return isinstance(content, dict) and "component" in content


def _of_storyblok(story: _Record) -> Iterator[_Record | str]:
    date = story.get("first_published_at") or story.get("published_at")
    if date is None:
        yield "not published: it is a draft"
        return
    yield {"id": story.get("uuid"), "title": story.get("name"), "date": date, **story["content"]}


_Service = tuple[Callable[[_Record], bool], Callable[[_Record], Iterator[_Record | str]]]
_OF_PARTS: Sequence[_Service] = ((_is_of_x, _of_x), (_is_of_blocks, _of_blocks))
_OF_RECORDS: Sequence[_Service] = (
    (_is_of_reddit, _of_reddit),
    (_is_of_youtube, _of_youtube),
    (_is_of_notion, _of_notion),
    (_is_of_instagram, _of_instagram),
    (_is_of_instagrams, _of_instagrams),
    (_is_of_bluesky, _of_bluesky),
    (_is_of_mastodon, _of_mastodon),
    (_is_of_slack, _of_slack),
    (_is_of_guardian, _of_guardian),
    (_is_of_prismic, _of_prismic),
    (_is_of_storyblok, _of_storyblok),
)
