"""Searches as journalists write them, made of news, for `python -m benchmarks.rescue`.

    python -m benchmarks.rescue_questions NEWS.jsonl.gz FOLDER [--synonyms LIST]

Writes data sets over the same articles: `authors` asks for the pieces of 25 of them
(«مقالات ...»), `numbers` for an article by a number in another writing and the words beside it,
`phrases` for four words of an article in quotation marks, `dates` for a word of headlines with a
day, and `headlines` for an article by its headline, as `benchmarks.arabizi` asks. With a list of
synonyms, `synonyms` asks for an article by a term of its headline in other words and the words
beside it, over further articles too; the list is kept with the set.
"""

import argparse
import gzip
import json
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from search.arabic.amounts import Amount, amounts
from search.arabic.analyzer import words
from search.arabic.stopwords import STOPWORDS
from search.synonyms import FILE_NAME, Stems, read_synonyms

_SEED = 7
_ARTICLE = range(200, 2500)
_PIECES = range(3, 13)
_AUTHORS, _NUMBERS, _PHRASES, _OTHERS, _OF_A_TERM = 25, 80, 60, 170, 4
_NAME = re.compile(r"[\u0621-\u064a]+(?: [\u0621-\u064a]+){1,2}")
_SMALLEST = 10_000
_LONG = 4
_SCALES = ((10**9, "مليار"), (10**6, "مليون"), (10**3, "ألف"))
_CENTS = 100

Article = dict[str, Any]
# Questions with the ids of the articles that answer.
Questions = list[tuple[str, list[str]]]


def main() -> None:
    """Choose articles, write questions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path, metavar="NEWS")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--synonyms", type=Path, metavar="LIST", help="in the format of Solr")
    arguments = parser.parse_args()
    some = random.Random(_SEED)  # noqa: S311 - no secret
    with gzip.open(arguments.news, "rt", encoding="utf-8") as lines:
        news = [a for a in map(json.loads, lines) if len(a["text"]) in _ARTICLE]
    some.shuffle(news)
    pieces = _pieces(news)
    numbered = [(a, found) for a in news[:2000] if (found := _large_number(a["text"])) is not None]
    numbered, others = numbered[:_NUMBERS], news[:_OTHERS]
    corpus = [*(a for each in pieces.values() for a in each), *(a for a, _ in numbered), *others]
    for name, questions in (
        ("authors", _of_authors(pieces)),
        ("numbers", [(_with_number(a["text"], found, some), [a["id"]]) for a, found in numbered]),
        ("phrases", _of_phrases(others[:_PHRASES], some)),
        ("dates", _of_dates(corpus)),
        ("headlines", [(a["title"], [a["id"]]) for a in corpus if a["title"]]),
    ):
        _write(arguments.folder / name, corpus, questions)
    if arguments.synonyms is not None:
        _write_synonyms(arguments.folder / "synonyms", corpus, news, arguments.synonyms)


def _pieces(news: Iterable[Article]) -> dict[str, list[Article]]:
    """The articles of some authors."""
    counts = Counter(a["author"] or "" for a in news)
    authors = [a for a, n in counts.items() if n in _PIECES and _NAME.fullmatch(a)][:_AUTHORS]
    return {author: [a for a in news if a["author"] == author] for author in authors}


def _of_authors(pieces: dict[str, list[Article]]) -> Questions:
    return [
        (f"{cue} {author}", [a["id"] for a in own])
        for author, own in pieces.items()
        for cue in ("مقالات", "ماذا كتب")
    ]


def _large_number(text: str) -> Amount | None:
    found = amounts(text, list(words(text)))
    return next((a for a in found if a.key.isdigit() and int(a.key) >= _SMALLEST), None)


def _with_number(text: str, found: Amount, some: random.Random) -> str:
    """The words beside a number with the number in another writing."""
    start, end = found.span
    before = _telling(text[:start])[-1:]
    writings = [each for each in _writings(int(found.key)) if each != text[start:end]]
    return " ".join((*before, some.choice(writings), *_telling(text[end:])[:1]))


def _writings(number: int) -> list[str]:
    arabic = str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")
    found = [f"{number}", f"{number:,}", f"{number:,}".translate(arabic)]
    for scale, name in _SCALES:
        if number >= scale and number * _CENTS % scale == 0:
            return [*found, f"{number / scale:g} {name}"]
    return found


def _telling(text: str) -> list[str]:
    return [text[slice(*word.span)] for word in words(text) if word.form not in STOPWORDS]


def _of_phrases(articles: Sequence[Article], some: random.Random) -> Questions:
    questions: Questions = []
    for article in articles:
        text, found = article["text"], list(words(article["text"]))
        first = some.randrange(len(found) - 4)
        phrase = text[found[first].span.start : found[first + 3].span.end]
        if not {'"', "\n"} & {*phrase}:
            questions.append((f'"{phrase}"', [article["id"]]))
    return questions


def _of_dates(corpus: Sequence[Article]) -> Questions:
    """A word that several headlines have, and a day: the articles of that day with it."""
    by_word: dict[str, list[Article]] = defaultdict(list)
    for article in {a["id"]: a for a in corpus if a["title"] and a["date"]}.values():
        for word in dict.fromkeys(_telling(article["title"])):
            by_word[word].append(article)
    questions: Questions = []
    for word, found in by_word.items():
        for day in sorted({a["date"] for a in found}):
            of_day = [a["id"] for a in found if a["date"] == day]
            if len(word) >= _LONG and len(of_day) < len(found):
                year, month, number = map(int, day.split("-"))
                questions.append((f"{word} {number}/{month}/{year}", of_day))
    return questions


def _write_synonyms(
    folder: Path, corpus: Sequence[Article], news: Iterable[Article], listed: Path
) -> None:
    """A few headlines with each term of a list, asked for in other words."""
    terms = read_synonyms(listed.read_text("utf-8"), str(listed)).terms
    found: list[tuple[Article, str]] = []
    of_term: Counter[Stems] = Counter()
    for article in news:
        title = article["title"] or ""
        said = list(words(title))
        term = _term_in([word.stem for word in said], terms)
        if term is None or of_term[term.stems] == _OF_A_TERM:
            continue
        of_term[term.stems] += 1
        start, end = said[term.first].span.start, said[term.last - 1].span.end
        beside = (_telling(title[:start])[-2:], _telling(title[end:])[:2])
        found.append((article, " ".join((*beside[0], terms[term.stems][0], *beside[1]))))
    articles = [*corpus, *(article for article, _ in found)]
    _write(folder, articles, [(text, [article["id"]]) for article, text in found])
    shutil.copyfile(listed, folder / FILE_NAME)


class _Term(NamedTuple):
    """A term of a list, and the numbers of the words that say it."""

    stems: Stems
    first: int
    last: int


def _term_in(said: Sequence[str], terms: Mapping[Stems, Sequence[str]]) -> _Term | None:
    """The first term of a list among the stems of a headline, and of these the longest."""
    longest = max(map(len, terms), default=0)
    for first in range(len(said)):
        for last in range(min(len(said), first + longest), first, -1):
            if (stems := tuple(said[first:last])) in terms:
                return _Term(stems, first, last)
    return None


def _write(folder: Path, corpus: Iterable[Article], questions: Questions) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kept = ("id", "title", "text", "source", "date", "author")
    articles = {a["id"]: {name: a[name] for name in kept if a.get(name)} for a in corpus}
    asked = [{"id": f"{i}", "text": text} for i, (text, _) in enumerate(questions)]
    judged = [f"{i}\t{a}\t1" for i, (_, answers) in enumerate(questions) for a in answers]
    for name, lines in (
        ("corpus.jsonl", (json.dumps(a, ensure_ascii=False) for a in articles.values())),
        ("queries.jsonl", (json.dumps(q, ensure_ascii=False) for q in asked)),
        ("qrels.tsv", dict.fromkeys(judged)),
    ):
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
