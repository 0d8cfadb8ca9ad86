"""The questions that the first page would offer of an archive, and which of them hold.

    python -m benchmarks.first_questions INDEX [--read]

makes the questions of every document but the newest five, asks each, and prints as JSON how many
hold: answered strongly, by the document first, with a sentence that has the answer; and how long
the first page takes to have its three, from a cold start. With ``--read`` each is printed with the
answer of its headline and the sentence.
"""

import argparse
import json
import time
from pathlib import Path

from benchmarks.machine import describe_machine
from search import open_archive
from search.archive import Archive
from search.records import DEFAULT_COLLECTION, Query
from service.welcome import QUESTIONS, Answered, Welcomes, is_answered, questions_made


def main() -> None:
    """Make, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--read", action="store_true")
    arguments = parser.parse_args()
    archive = open_archive(arguments.index)
    names = (DEFAULT_COLLECTION,)
    seconds = _seconds(archive, names)
    documents = archive.overview(names, 0).documents
    made = list(questions_made(archive, names, documents))
    held = [each for each in made if is_answered(archive, names, each)]
    result: dict[str, object] = {
        "documents": documents,
        "questions": len(made),
        "hold": len(held),
        "seconds to the first three": seconds,
    }
    if arguments.read:
        result["read"] = [_shown(archive, each) for each in held]
        result["left out"] = [each.asked.question for each in made if each not in held]
    print(json.dumps({**describe_machine(), **result}, indent=1, ensure_ascii=False))


def _shown(archive: Archive, each: Answered) -> dict[str, str]:
    hit = archive.search(Query(each.asked.question, k=1), [DEFAULT_COLLECTION]).hits[0]
    sentence = hit.citation.part(hit.sentence)
    return {"question": each.asked.question, "answer": each.asked.answer, "sentence": sentence}


def _seconds(archive: Archive, names: tuple[str, ...]) -> float:
    welcomes = Welcomes(lambda: True)
    started = time.monotonic()
    while len(welcomes.of(archive, names).answered) < QUESTIONS:
        if time.monotonic() - started > 60:  # noqa: PLR2004 - there are not three
            break
        time.sleep(0.01)
    welcomes.close()
    return round(time.monotonic() - started, 2)


if __name__ == "__main__":
    main()
