"""Answers of services, whose posts stand deep in what tells of the request."""

import json

import pytest

from indexer.readers import Skipped
from search.records import Document
from testing.reading import documents, outcomes
from tests.indexer.test_records import encoded

POST = {
    "name": "t3_a",
    "title": "مطر",
    "selftext": "**هطل** المطر",
    "selftext_html": "&lt;p&gt;&lt;b&gt;هطل&lt;/b&gt; المطر&lt;/p&gt;",
    "author": "hala",
    "created_utc": 1709622000.0,
    "permalink": "/r/jordan/a",
    "subreddit": "jordan",
}


def comment(text: str, replies: object = "", author: str = "samer") -> dict[str, object]:
    data = {"name": f"t1_{text}", "body": text, "author": author, "created_utc": 1709708400.0}
    return {"kind": "t1", "data": {**data, "replies": replies}}


def listing(*things: object) -> dict[str, object]:
    return {"kind": "Listing", "data": {"after": None, "children": list(things), "before": None}}


def read(value: object, name: str = "a.json") -> list[Document | Skipped]:
    return outcomes(name, encoded(value))


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize(
    "value", [listing({"kind": "t3", "data": POST}), listing({"kind": "t3", "data": POST})["data"]]
)
def test_posts_of_reddit_are_read_as_they_are_shown(value: object, name: str) -> None:
    (post,) = documents(name, encoded(value))
    assert (post.text, post.title, post.author) == ("هطل المطر", "مطر", "hala")
    assert (post.id, post.date, post.source) == ("t3_a", "2024-03-05", "jordan")
    assert post.url == "https://www.reddit.com/r/jordan/a"


def test_the_text_is_where_the_user_says() -> None:
    (post,) = documents("a.jsonl", encoded(POST), text="selftext")
    assert post.text == "**هطل** المطر"


def test_a_thread_of_reddit_is_read_in_order_and_what_is_not_in_it_is_named() -> None:
    more = {"kind": "more", "data": {"count": 5, "children": ["x"]}}
    said = listing(comment("أولا", listing(comment("ثانيا"))), comment("[removed]"), more)
    read_of = read([listing({"kind": "t3", "data": POST}), said])
    texts = [each.text for each in read_of if isinstance(each, Document)]
    assert texts == ["هطل المطر", "أولا", "ثانيا"]
    reasons = [each.reason for each in read_of if isinstance(each, Skipped)]
    assert reasons[0].startswith("taken back")
    assert reasons[1].startswith("5 more comments")


def test_who_is_gone_from_reddit_is_no_author() -> None:
    (post,) = documents("a.json", encoded(listing(comment("أولا", author="[deleted]"))))
    assert post.author is None


def video(**more: object) -> dict[str, object]:
    snippet = {"title": "لقاء &quot;خاص&quot;", "description": "حديث عن المطر"}
    snippet |= {"publishedAt": "2024-03-05T10:00:00Z", "channelTitle": "الأفق"}
    return {"kind": "youtube#video", "id": "v", "snippet": snippet, **more}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize(
    "item", [video(), video(kind="youtube#searchResult", id={"kind": "k", "videoId": "v"})]
)
def test_a_video_of_youtube_is_what_is_written_below_it(item: object, name: str) -> None:
    answer = {"kind": "youtube#videoListResponse", "items": [item]}
    (found,) = documents(name, encoded(answer))
    assert (found.text, found.title) == ("حديث عن المطر", 'لقاء "خاص"')
    assert (found.date, found.source) == ("2024-03-05T10:00:00Z", "الأفق")
    assert (found.id, found.url) == ("v", "https://www.youtube.com/watch?v=v")


def test_a_video_in_a_list_is_as_old_as_it_is_itself() -> None:
    snippet = {"title": "لقاء", "description": "حديث", "publishedAt": "2025-01-01T10:00:00Z"}
    snippet |= {"resourceId": {"videoId": "v"}, "channelTitle": "قائمة"}  # type: ignore[dict-item]
    item = {"kind": "youtube#playlistItem", "id": "p", "snippet": snippet}
    (unknown,) = documents("a.json", encoded({"items": [item]}))
    assert (unknown.id, unknown.date) == ("v", None)
    details = {"contentDetails": {"videoPublishedAt": "2024-03-05T10:00:00Z"}}
    (known,) = documents("a.json", encoded({"items": [item | details]}))
    assert known.date == "2024-03-05T10:00:00Z"


def test_comments_of_youtube_are_read_and_those_that_are_not_sent_are_named() -> None:
    snippet = {"textDisplay": "أولا<br>ثم", "textOriginal": "أولا\nثم", "authorDisplayName": "سامر"}
    first = {"kind": "youtube#comment", "id": "c", "snippet": snippet}
    thread = {"topLevelComment": first, "totalReplyCount": 3}
    read_of = read({"items": [{"kind": "youtube#commentThread", "id": "t", "snippet": thread}]})
    assert isinstance(read_of[0], Document)
    assert (read_of[0].text, read_of[0].author) == ("أولا\nثم", "سامر")
    assert isinstance(read_of[1], Skipped)
    assert read_of[1].reason.startswith("3 more comments")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_posts_of_x_have_who_wrote_them(name: str) -> None:
    posts = [
        {"id": "1", "text": "أول", "author_id": "9"},
        {"id": "2", "text": "ثان", "author_id": "7"},
    ]
    users = [{"id": "7", "name": "كريم سعد"}, {"id": "9", "name": "هالة ناصر"}]
    answer = {"data": posts, "includes": {"users": users}, "meta": {"result_count": 2}}
    found = [(each.text, each.author) for each in documents(name, encoded(answer))]
    assert found == [("أول", "هالة ناصر"), ("ثان", "كريم سعد")]


def runs(*words: str, **look: object) -> list[dict[str, object]]:
    return [
        {"type": "text", "text": {"content": each}, "annotations": look, "plain_text": each}
        for each in words
    ]


def block(kind: str, said: list[dict[str, object]], **more: object) -> dict[str, object]:
    parent = {"type": "page_id", "page_id": "p"}
    return {"object": "block", "parent": parent, "type": kind, kind: {"rich_text": said}, **more}


def test_the_parts_of_a_page_of_notion_are_one_text() -> None:
    row = {"object": "block", "type": "table_row", "table_row": {"cells": [runs("أ"), runs("ب")]}}
    parts = [
        block("heading_1", runs("عنوان")),
        block("paragraph", runs("خر") + runs("ممحو", strikethrough=True) + runs("ج", bold=True)),
        block("bulleted_list_item", runs("بند"), has_children=True),
        block("toggle", runs("مطوي"), has_children=True, children=[block("quote", runs("قول"))]),
        {"object": "block", "type": "table", "table": {"table_width": 2, "children": [row]}},
        {"object": "block", "type": "image", "image": {"caption": runs("صورة")}},
    ]
    read_of = read({"object": "list", "results": parts, "has_more": False})
    assert isinstance(read_of[0], Document)
    assert read_of[0].text == "عنوان\nخرج\nبند\nمطوي\nقول\nأ\tب\nصورة"
    assert read_of[0].id == "p"
    (missing,) = read_of[1:]
    assert isinstance(missing, Skipped)
    assert missing.reason.startswith("what stands inside 1 parts")


def test_a_page_of_a_table_of_notion_is_what_its_columns_say() -> None:
    columns = {
        "الاسم": {"type": "title", "title": runs("مط", "ر")},
        "النص": {"type": "rich_text", "rich_text": runs("هطل ", "المطر")},
        "التاريخ": {"type": "date", "date": {"start": "2024-03-05", "end": None}},
        "الكاتب": {"type": "people", "people": [{"name": "هالة"}, {"name": "كريم"}]},
    }
    page = {"object": "page", "id": "p", "created_time": "2025-01-01", "properties": columns}
    (found,) = documents("a.json", encoded({"object": "list", "results": [page]}))
    assert (found.text, found.title) == ("هطل المطر", "مطر")
    assert (found.date, found.author) == ("2024-03-05", "هالة، كريم")


@pytest.mark.parametrize("mark", ["… [+2315 chars]", "... [2,315 chars]", "...\r\n[+2315 chars]\n"])
def test_a_text_that_a_service_has_cut_is_said_to_be_cut(mark: str) -> None:
    record = {"title": "مطر", "content": f"هطل المطر في الشم{mark}"}
    read_of = read({"articles": [record]})
    assert isinstance(read_of[0], Document)
    assert read_of[0].text.rstrip("….") == "هطل المطر في الشم"
    assert isinstance(read_of[1], Skipped)
    assert json.dumps(read_of[1].reason).startswith('"cut short by the service')


@pytest.mark.parametrize(
    ("item", "date"),
    [
        (
            {
                "id": "g",
                "webPublicationDate": "2024-03-05T10:00:00Z",
                "webTitle": "مطر",
                "fields": {"body": "<p>هطل المطر</p>"},
            },
            "2024-03-05T10:00:00Z",
        ),
        (
            {
                "first_publication_date": "2024-03-05T10:00:00+0000",
                "last_publication_date": "2025-01-01T10:00:00+0000",
                "data": {
                    "title": [{"type": "heading1", "text": "مطر"}],
                    "content": [{"type": "paragraph", "text": "هطل المطر"}],
                },
            },
            "2024-03-05T10:00:00+0000",
        ),
        (
            {
                "name": "مطر",
                "created_at": "2024-01-01T10:00:00Z",
                "first_published_at": "2024-03-05T10:00:00Z",
                "content": {"component": "article", "body": "هطل المطر"},
            },
            "2024-03-05T10:00:00Z",
        ),
        (
            {
                "headline": {"main": "مطر", "kicker": None},
                "lead_paragraph": "هطل المطر",
                "pub_date": "2024-03-05T10:00:00+0000",
            },
            "2024-03-05T10:00:00+0000",
        ),
        ({"title": "مطر", "maintext": "هطل المطر", "date_publish": "2024-03-05"}, "2024-03-05"),
    ],
)
def test_articles_of_content_services_are_read_with_their_first_day(
    item: dict[str, object], date: str
) -> None:
    (found,) = documents("a.json", encoded({"results": [item]}))
    assert (found.text, found.title, found.date) == ("هطل المطر", "مطر", date)


def test_a_story_that_was_never_published_is_named() -> None:
    story = {"name": "مطر", "published_at": None, "content": {"component": "a", "body": "هطل"}}
    (skipped,) = read({"stories": [story]})
    assert isinstance(skipped, Skipped)
    assert "draft" in skipped.reason


def test_posts_of_instagram_have_the_words_of_one_picture_or_of_all() -> None:
    picture = {"uri": "a.jpg", "creation_timestamp": 1709622000, "title": "هطل"}
    bare = {"uri": "b.jpg", "creation_timestamp": 1709708400, "title": ""}
    posts = [
        {"media": [picture]},
        {"media": [bare, bare], "title": "صحا", "creation_timestamp": 1709794800},
        {"media": [bare]},
    ]
    assert read({"text_post_app_text_posts": posts})[:2] == read(posts)[:2], "as Threads has them"
    first, second, third = read(posts)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.text, first.date) == ("هطل", "2024-03-05")
    assert (second.text, second.date) == ("صحا", "2024-03-07")
    assert isinstance(third, Skipped)


def test_what_somebody_else_wrote_on_mastodon_is_his() -> None:
    own = {"id": "1", "content": "<p>هطل</p>", "account": {"display_name": "هالة"}}
    other = {"id": "3", "content": "<p>صحا</p>", "account": {"display_name": "كريم"}}
    shared = {"id": "2", "content": "", "account": {"display_name": "هالة"}, "reblog": other}
    found = [(each.text, each.author) for each in documents("a.json", encoded([own, shared]))]
    assert found == [("هطل", "هالة"), ("صحا", "كريم")]


def test_a_post_of_bluesky_is_read() -> None:
    record = {"$type": "app.bsky.feed.post", "text": "هطل", "createdAt": "2024-03-05T10:00:00Z"}
    post = {"uri": "at://a", "author": {"handle": "h", "displayName": "هالة"}, "record": record}
    (found,) = documents("a.json", encoded({"feed": [{"post": post}]}))
    assert (found.text, found.author, found.date) == ("هطل", "هالة", "2024-03-05T10:00:00Z")


def test_messages_of_slack_are_read_by_who_wrote_them() -> None:
    said = {"type": "message", "ts": "1709629200.000100", "user": "U1"}
    profile = {"real_name": "هالة ناصر", "display_name": "hala"}
    link = "هطل <https://a.example/7|المطر> &amp; جرى <https://b.example> <@U2>"
    messages = [
        {**said, "text": link, "user_profile": profile},
        {**said, "subtype": "channel_join", "text": "<@U1> has joined the channel"},
        {**said, "ts": "1709715600.000200", "text": "صحا", "user_profile": None},
    ]
    first, notice, second = outcomes("a.json", encoded(messages))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert isinstance(notice, Skipped)
    assert first.text == "هطل المطر & جرى https://b.example <@U2>"
    assert (first.author, first.date) == ("هالة ناصر", "2024-03-05")
    assert (second.text, second.author, second.date) == ("صحا", None, "2024-03-06")


def test_marks_in_messages_of_slack_are_read_as_they_are_shown() -> None:
    said = "أ &lt; <!date^139^{date}|غدا> <#C1|أخبار> <@U2|هالة> <mailto:h@a.example|h@a.example>"
    message = {"type": "message", "ts": "1709629200.000100", "text": f"{said} < b > <3 >"}
    (found,) = documents("a.json", encoded([message]))
    assert found.text == "أ < غدا #أخبار @هالة h@a.example < b > <3 >"


@pytest.mark.parametrize("ts", ["1709629200.000100", 1709629200, "2024-03-05T10:20:00Z"])
def test_what_only_looks_like_a_message_of_slack_keeps_its_facts(ts: str | int) -> None:
    facts = {"author": "هالة ناصر", "title": "مطر", "url": "https://a.example/1"}
    record = {"type": "message", "ts": ts, "text": "هطل <ب> المطر", **facts}
    (found,) = documents("a.json", encoded([record]))
    assert (found.text, found.title, found.author) == ("هطل <ب> المطر", "مطر", "هالة ناصر")
    assert found.url == "https://a.example/1"


def test_a_message_of_slack_without_a_text_is_named() -> None:
    (skipped,) = read([{"type": "message", "ts": "1709629200.000100", "text": None}])
    assert isinstance(skipped, Skipped)
    assert "text" in skipped.reason


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("/Date(1709629200000)/", "2024-03-05"),
        ("/Date(1709672400000+0300)/", "2024-03-06"),
        ("/Date(1709604000000-0330)/", "2024-03-04"),
    ],
)
def test_dates_of_asp_are_days(written: str, date: str) -> None:
    (found,) = documents("a.json", encoded([{"title": "مطر", "text": "هطل", "date": written}]))
    assert found.date == date


def test_an_item_of_the_associated_press_is_read() -> None:
    nitf = "<nitf><body><body.content><block><p>هطل المطر</p></block></body.content></body></nitf>"
    item = {"type": "text", "headline": "مطر", "bylines": [{"by": "By هالة"}], "body_nitf": nitf}
    (found,) = documents("a.json", encoded({"data": {"items": [{"item": item}]}}))
    assert (found.text, found.title) == ("هطل المطر", "مطر")
