"""``shawahid models`` and ``tune``: other models, and what is fitted to them."""

from pathlib import Path
from typing import Annotated

import typer

from search.records import DEFAULT_COLLECTION
from service.commands import (
    CollectionOption,
    DeviceOption,
    IndexOption,
    JsonOption,
    collection_folder,
    open_model,
)


def models(json: JsonOption = False) -> None:
    """List models that others have published figures of on Arabic, and what would fit here.

    Any other of sentence-transformers can be named as well.

    \b
    Example:
      shawahid models
    """
    from search.models import is_here
    from search.models.presets import PRESETS
    from service.terminal import print_json, print_records

    rows = [
        {
            "name": preset.name,
            "option": preset.use.value,
            "licence": preset.licence,
            "memory_gb": preset.memory_gb,
            "fits": preset.fits(),
            "here": is_here(preset.name),
            "published": preset.figures,
            "good_at": preset.good_at,
        }
        for preset in PRESETS
    ]
    if json:
        print_json({"models": rows})
    else:
        print_records({k: v for k, v in row.items() if v not in (None, {})} for row in rows)


def tune(
    questions: Annotated[
        list[Path],
        typer.Argument(
            metavar="QUESTIONS",
            exists=True,
            dir_okay=False,
            help="JSON Lines with `question` and `documents`, the ids of those that answer it.",
        ),
    ],
    collection: CollectionOption = DEFAULT_COLLECTION,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Fit the weights of the kinds of evidence to the index's model, on your own questions.

    One half of the questions chooses the weights, the other half judges them.
    They are kept only where that half is answered better by more than chance.

    \b
    Example:
      shawahid tune questions.jsonl --index newsroom
    """
    from dataclasses import asdict

    from indexer.evaluation.tuning import read_questions, tune_weights
    from search.engine import Engine
    from search.index import Index
    from service.language.environment import words
    from service.progress import questions_progress
    from service.terminal import print_note, print_result

    asked = read_questions(questions)
    opened = Index(collection_folder(index, collection))
    try:
        engine = Engine(opened, open_model(opened.settings.model, may_fetch=False))
        with questions_progress(len(asked)) as report:
            found = tune_weights(engine, asked, report)
        if found.is_better:
            with opened.writing():
                opened.tune(found.weights)
    finally:
        opened.close()
    fields = {
        "questions": len(asked),
        "held_out": found.held_out,
        "weights": asdict(found.weights),
        "before": round(found.before, 5),
        "after": round(found.after, 5),
        "difference": {
            name: round(getattr(found.difference, name), 5) for name in ("mean", "low", "high")
        },
        "kept": found.is_better,
    }
    print_result(fields, in_json=json)
    print_note(words()("note.tuned" if found.is_better else "note.not_tuned"))
