"""Of how many right pairs a question and its passage would be held to miss each other.

    python -m benchmarks.named DATA_ROOT [--list]

takes the questions that are trained on, ARCD's, the half of AAQAD's that is not reported and
ArDQA's in the standard language and in dialects, each with the passage that answers it, and counts
for how many that lacks something which the question names, or says the contrary. No index is made:
the rules that need one add nothing to the questions. ``--list`` prints the pairs.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from benchmarks.lines import read_lines
from benchmarks.training_questions import read_right
from search.arabic.analyzer import words
from search.arabic.opposites import says_contrary
from search.queries.asked import named_in
from search.ranking.mentions import missing
from search.ranking.questions import Question, read_question
from search.records import Document, Passage


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("--list", action="store_true", help="print the pairs")
    arguments = parser.parse_args()
    titles = {
        record["id"]: record.get("title")
        for record in map(json.loads, read_lines(arguments.data / "arcd" / "corpus.jsonl"))
    }
    for name, (asked, texts) in read_right(arguments.data).items():
        lacking = contrary = 0
        for one in asked:
            question = read_question(one.text)
            question = replace(question, named=named_in(question))
            passages = [
                Passage(
                    Document(document, texts[document], titles.get(document)),
                    0,
                    len(texts[document]),
                )
                for document in sorted(one.relevant)
            ]
            lacks = [_lacking(question, passage) for passage in passages]
            lacking += all(lacks)
            contrary += all(_is_contrary(question, passage) for passage in passages)
            if arguments.list and all(lacks):
                print(f"{name}: {one.text} | {lacks[0]}")
        print(f"{name}: of {len(asked)}, {lacking} lack something, {contrary} say the contrary")


def _lacking(question: Question, passage: Passage) -> list[str]:
    return [question.text[slice(*each.span)] for each in missing(question.named, passage)]


def _is_contrary(question: Question, passage: Passage) -> bool:
    forms = [
        word.form for text in (passage.searched_text, passage.context or "") for word in words(text)
    ]
    return says_contrary(question.forms, forms, forms)


if __name__ == "__main__":
    main()
