"""What a service answered before a change, and whether it still answers so.

    python -m benchmarks.replay record URL FILE
    python -m benchmarks.replay compare URL FILE [--new NAME ...]

Sends some 70 requests, at least one to every route that answers JSON, and writes or compares their
answers. The requests make a collection ``replay`` with documents of their own, ask it and the
others there are, and delete it; the index of the service is best a copy, and the service needs no
key. Times, ids of jobs, cursors and sizes differ each time and are left out, as are the words of
problems. ``--new`` names a field that may have come since.

Exit code: 0 if the answers are the same, 1 if not, with a line for each difference.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

COLLECTION = "replay"
_API = "/api/v1"
_LEFT_OUT = frozenset(
    {"created", "started", "finished", "added", "bytes", "bytes_read", "version", "model"}
)
_PROBLEM = 400
_WAIT_SECONDS = 60.0
_CITIES = ("عمّان", "بيروت", "تونس", "صنعاء", "مسقط")
_WORDS = """
    الوزير المجلس المياه الكهرباء الطرق التعليم الجامعة المستشفى الميناء المطار الزراعة القمح النفط
    الغاز المصرف الموازنة الضرائب التجارة الصناعة العمال الهجرة الحدود الأمن الشرطة المحكمة القانون
    البرلمان الانتخابات الحزب الصحافة الثقافة المسرح الرياضة البيئة المناخ
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        method: of HTTP.
        path: with its query; ``{cursor}`` stands for the cursor of the answer before, ``{job}``
            for the job that was started last.
        body: JSON to send, in which ``{cursor}`` stands for the same.
        lines: JSON Lines to send in its place.
        files: names and contents of files to send in its place.
    """

    method: str
    path: str
    body: object = None
    lines: tuple[dict[str, object], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def documents() -> tuple[dict[str, object], ...]:
    """Documents that filters, facets, pages and stories can be tried on."""
    return tuple(
        {
            "id": f"news/{number:03}.{'pdf' if number % 2 else 'html'}",
            # Of other words each, or they would be copies of one story.
            "text": f"وصل الوفد إلى {_CITIES[number % 5]} وبحث ملف الزيتون. ودار الحديث عن "
            + " و".join(random.Random(number).sample(_WORDS.split(), 12))  # noqa: S311 - not a secret
            + ".",
            "title": f"الوفد {number} في {_CITIES[number % 5]}",
            "source": "الرأي" if number % 3 else "الصباح",
            "date": f"2024-{1 + number % 12:02}-15"[: (4, 7, 10)[number % 3]],
            "author": "سعاد" if number % 4 else None,
            "language": "ar" if number % 6 else "en",
            "url": f"https://news.example/{number}",
            "desk": "محليات",
        }
        for number in range(30)
    )


def _get(path: str) -> Request:
    return Request("GET", path)


def _post(path: str, **body: object) -> Request:
    return Request("POST", f"{_API}/{path}", body)


def requests() -> Iterator[Request]:
    """Every request, in order: some answer only because of those before them."""
    yield from (_get("/healthz"), _get("/readyz"))
    yield _post("collections", name=COLLECTION)
    yield _post("collections", name=COLLECTION)
    yield _post("collections", name="No Such Name")
    yield _get(f"{_API}/collections")
    yield Request("POST", f"{_API}/documents?collection={COLLECTION}", lines=documents())
    yield _get(f"{_API}/jobs/{{job}}")
    yield Request(
        "POST",
        f"{_API}/documents/files?collection={COLLECTION}",
        files=(("notes/a.txt", "اجتمع مجلس المدينة وناقش ملف المياه."), ("b.bin", "x")),
    )
    yield _get(f"{_API}/jobs/{{job}}")
    yield from (_get(f"{_API}/jobs"), _get(f"{_API}/jobs/none"))
    yield Request("POST", f"{_API}/documents?collection={COLLECTION}", body={"id": "x"})
    yield _get(f"{_API}/collections/{COLLECTION}")
    yield from (_get(f"{_API}/collections/none"), _get(f"{_API}/stats"))
    yield from _searches()
    yield from _batches_and_suggestions()
    yield from _documents()
    yield from _deletions()


def _searches() -> Iterator[Request]:
    asked = f"{_API}/search?q=الوفد والزيتون&collection={COLLECTION}"
    for rest in (
        *("", "&k=3", "&order=date", "&explain=true", "&fields=rank&fields=document"),
        *("&source=الرأي", "&source=الرأي&source=الصباح", "&author=سعاد", "&kind=pdf"),
        *("&language=en", "&since=2024-03", "&until=2024-06-30", "&since=2024-03&until=2024-04"),
        *("&source=لا أحد", "&added_after=2999-01-01T00:00:00Z", "&k=5&cursor=x"),
        *("&since=2024-13", "&since=soon", "&added_after=1", "&k=0", "&section_of=x", "&order=x"),
    ):
        yield _get(asked + rest)
    yield _get(f"{asked}&k=7&kind=html")
    for _ in range(2):
        yield _get(f"{asked}&k=7&kind=html&cursor={{cursor}}")
    yield from (
        _get(f"{_API}/search"),
        _get(f"{_API}/search?q=%3F"),
        _get(f"{_API}/search?q=x&k=x"),
    )
    yield _get(f"{_API}/search?q=من شارك في الحوار الإقليمي؟")
    yield _get(f"{_API}/search?question=متى أطلق الحوار الإقليمي؟&collection=default&explain=true")
    yield _get(f"{_API}/search?q=سؤال&collection=none")
    body = {"question": "مكافحة الاتجار بالبشر", "collections": [COLLECTION, "default"]}
    yield _post("search", **body)
    yield _post("search", **body, k=4, order="date", explain=True)
    yield _post("search", **body, k=4, cursor="{cursor}")
    filters = {"sources": ["الصباح"], "kinds": ["html", "pdf"], "since": "2024-02"}
    yield _post("search", **body, filters=filters)
    yield _post("search", **body, filters={"authors": ["سعاد"], "languages": ["ar"]})
    yield _post("search", **body, filters={"source": "الصباح"})
    yield _post("search", **body, filters={"since": "2024-02-31"})
    yield _post("search", question="؟")


def _batches_and_suggestions() -> Iterator[Request]:
    question = {"question": "ملف المياه", "collections": [COLLECTION]}
    yield _post("search/batch", questions=[question, {**question, "filters": {"kinds": ["txt"]}}])
    yield _post("search/batch", questions=[question, {"question": "؟"}])
    yield _post("search/batch", questions=[])
    # A list that is kept would be answered in its own time.
    yield from (_get(f"{_API}/batches"), _get(f"{_API}/batches/none"))
    yield _post("batches", questions=[])
    yield Request("DELETE", f"{_API}/batches/none")
    yield _post("quotations", quotation="مكافحة الاتجار بالبشر")
    yield _post("quotations", quotation="؟")
    for rest in ("q=الوفد", "q=الوفد&k=2", f"q=المدينة&collection={COLLECTION}", "q=", "k=3"):
        yield _get(f"{_API}/suggest?{rest}")


def _documents() -> Iterator[Request]:
    listed = f"{_API}/documents?collection={COLLECTION}"
    yield _get(listed)
    yield _get(f"{listed}&limit=8&author=سعاد")
    yield _get(f"{listed}&limit=8&author=سعاد&cursor={{cursor}}")
    yield _get(f"{listed}&limit=8&kind=pdf&cursor={{cursor}}")
    yield _get(f"{listed}&since=2024-99")
    one = "documents/news/007.pdf?collection="
    yield from (_get(f"{_API}/{one}{COLLECTION}"), _get(f"{_API}/{one}default"))
    yield _get(f"{_API}/documents/none?collection=none")
    like = f"{_API}/similar/news/007.pdf?collection={COLLECTION}"
    for rest in ("", "&k=3&among=default", "&start=0&end=20", "&start=9", "&k=999"):
        yield _get(like + rest)


def _deletions() -> Iterator[Request]:
    matching = f"documents/delete?collection={COLLECTION}"
    yield _post(matching)
    yield _post(matching, sources=["الصباح"], all=True)
    yield _post(matching, sources=["الصباح"], kinds=["pdf"])
    yield Request("DELETE", f"{_API}/documents/news/001.pdf?collection={COLLECTION}")
    yield Request("DELETE", f"{_API}/documents/news/001.pdf?collection={COLLECTION}")
    yield _post(matching, all=True)
    yield Request("DELETE", f"{_API}/collections/{COLLECTION}")
    yield Request("DELETE", f"{_API}/collections/{COLLECTION}")
    yield Request("DELETE", f"{_API}/collections/default")


class Session:
    """Sends requests one after the other, with what the answers before gave."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http
        self._given = {"{cursor}": "", "{job}": ""}

    def answer(self, request: Request) -> dict[str, Any]:
        """The status and the body of an answer, without what is never the same."""
        response = self._send(request)
        body = response.json() if response.content else None
        if isinstance(body, dict):
            if "next_cursor" in body:
                self._given["{cursor}"] = body["next_cursor"] or ""
            if response.headers.get("Location", "").startswith(f"{_API}/jobs/"):
                self._given["{job}"] = body["id"]
                self._wait()
        return {"status": response.status_code, "body": lasting(body)}

    def _send(self, request: Request) -> httpx2.Response:
        path = self._filled(request.path)
        if request.lines:
            lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in request.lines)
            kind = {"Content-Type": "application/x-ndjson"}
            return self._http.request(request.method, path, content=lines.encode(), headers=kind)
        if request.files:
            parts = [("files", (name, content.encode())) for name, content in request.files]
            return self._http.request(request.method, path, files=parts)
        if request.body is None:
            return self._http.request(request.method, path)
        body = json.loads(self._filled(json.dumps(request.body)))
        return self._http.request(request.method, path, json=body)

    def _filled(self, text: str) -> str:
        for name, value in self._given.items():
            text = text.replace(name, value)
        return text

    def _wait(self) -> None:
        deadline = time.monotonic() + _WAIT_SECONDS
        path = f"{_API}/jobs/{self._given['{job}']}"
        while self._http.get(path).json()["state"] in {"waiting", "running"}:
            if time.monotonic() > deadline:
                msg = f"an upload is not done after {_WAIT_SECONDS:.0f} seconds"
                raise TimeoutError(msg)
            time.sleep(0.05)


def lasting(body: object) -> Any:  # noqa: ANN401 - JSON
    """A body without what differs each time: times, sizes, ids of jobs, cursors and words."""
    if isinstance(body, list):
        return [lasting(each) for each in body]
    if not isinstance(body, dict):
        return body
    if {"type", "status", "detail"} <= body.keys():
        return {"type": body["type"], "status": body["status"]}
    kept = {
        name: lasting(value)
        for name, value in body.items()
        # A number of added documents is the same each time, unlike the time when they came.
        if name not in _LEFT_OUT or (name == "added" and isinstance(value, int))
    }
    if "state" in kept:
        del kept["id"]
        # It is asked for at once, and may be anywhere.
        if kept["state"] in {"waiting", "running"}:
            return {"state": "accepted"}
    if "jobs" in kept:
        kept["jobs"] = bool(kept["jobs"])
    if "next_cursor" in kept:
        kept["next_cursor"] = kept["next_cursor"] is not None
    return kept


def differences(before: Any, after: Any, new: frozenset[str], at: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """A line for each place where two answers differ, but for fields that are new."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from (f"{at}.{name}: is gone" for name in before.keys() - after.keys())
        yield from (f"{at}.{name}: is new" for name in after.keys() - before.keys() - new)
        for name in before.keys() & after.keys():
            yield from differences(before[name], after[name], new, f"{at}.{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, new, f"{at}[{number}]")
    elif before != after:
        yield f"{at}: was {_short(before)}, is {_short(after)}"


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:200]


def record(http: httpx2.Client) -> list[dict[str, Any]]:
    """Every request with its answer."""
    session = Session(http)
    return [
        {"request": f"{each.method} {each.path}", **session.answer(each)} for each in requests()
    ]


def compare(
    before: list[dict[str, Any]], after: list[dict[str, Any]], new: frozenset[str]
) -> Iterator[str]:
    """A line for each difference between two recordings.

    Raises:
        ValueError: they are not of the same requests.
    """
    if [each["request"] for each in before] != [each["request"] for each in after]:
        msg = "the recording is of other requests: record it again, from the older service"
        raise ValueError(msg)
    for old, answer in zip(before, after, strict=True):
        for line in differences(old, answer, new):
            yield f"{answer['request']}{line}"


def main() -> int:
    """Record or compare; gives the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["record", "compare"])
    parser.add_argument("url", help="of the service, such as http://127.0.0.1:8000")
    parser.add_argument("file", type=Path)
    parser.add_argument("--new", action="append", default=[], metavar="NAME")
    arguments = parser.parse_args()
    with httpx2.Client(base_url=arguments.url, timeout=_WAIT_SECONDS) as http:
        answers = record(http)
    if arguments.action == "record":
        text = json.dumps(answers, ensure_ascii=False, indent=1)
        arguments.file.write_text(text + "\n", encoding="utf-8")
        print(f"{len(answers)} answers")
        return 0
    before = json.loads(arguments.file.read_text(encoding="utf-8"))
    found = list(compare(before, answers, frozenset(arguments.new)))
    print("\n".join(found) or f"{len(answers)} answers are the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
