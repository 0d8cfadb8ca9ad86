"""``shawahid models`` and ``tune``: other models, and what is fitted to them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from search.records import DEFAULT_COLLECTION
from service.commands import (
    CollectionOption,
    DeviceOption,
    IndexOption,
    JsonOption,
    collection_folders,
    index_folder,
    open_model,
)

if TYPE_CHECKING:
    from indexer.evaluation.questions import JudgedQuestion
    from indexer.evaluation.tuning import Trial
    from search.engine import Engine
    from search.index import Index
    from search.models.encoder import Encoder


def models(json: JsonOption = False) -> None:
    """List models that others have published figures of on Arabic, and what would fit here.

    The figures are those that were published: none of these models was run for this list. Any
    other of sentence-transformers can be named as well.

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
        print_json({"models": [{**row, "run_here": False} for row in rows]})
    else:
        print_records(
            {k: v for k, v in row.items() if v not in (None, {}) and k != "run_here"}
            for row in rows
        )


def tune(
    questions: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="QUESTIONS",
            exists=True,
            dir_okay=False,
            help="JSON Lines with `question` and `documents`, the ids of those that answer it.",
            show_default=False,
        ),
    ] = None,
    collection: CollectionOption = DEFAULT_COLLECTION,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Fit the ranking to the index's model, on your own questions or on the archive's headlines.

    One half of the questions chooses the numbers, the other half judges them.
    They are kept only where that half is answered better by more than chance.
    Without questions, headlines and sentences of up to 1,000 articles ask for these: what that
    measures is less than questions of your readers do.

    \b
    Examples:
      shawahid tune questions.jsonl --index newsroom
      shawahid tune --index newsroom
    """
    from indexer.evaluation.questions import read_questions
    from search.index import Index
    from service.language.environment import words
    from service.terminal import print_json, print_note, print_records

    asked = read_questions(questions) if questions else None
    instead = "tune an index folder, and bring it there with `shawahid copy`"
    opened = Index(collection_folders(index_folder(index, instead), collection)[collection])
    try:
        encoder = opened.model_of(open_model(opened.settings.model, may_fetch=False))
        if asked is None:
            found = _tuned_on_itself(opened, encoder)
        else:
            found = _tuned(opened, encoder, asked)
    finally:
        opened.close()
    if json:
        print_json(found)
        return
    print_records(found["parts"])
    for part in found["parts"]:
        print_note(words()("note.tuned" if part["kept"] else "note.not_tuned"))
    if asked is None:
        print_note(words()("note.made_questions", **found["made"]))


def _tuned_on_itself(index: "Index", encoder: "Encoder") -> dict[str, Any]:
    """What came of fitting to questions that the archive asks of itself."""
    from indexer.evaluation.made_questions import made_questions, most_letters
    from service.progress import indexing_progress

    with ExitStack() as stack:
        report = stack.enter_context(indexing_progress(most_letters(index)))
        made = stack.enter_context(made_questions(index, encoder, report))
        fusion = _tuned_fusion(index, made.engine, made.questions)
        return {
            "questions": len(made.questions),
            "made": {"headlines": made.headlines, "sentences": made.sentences},
            "parts": [fusion],
        }


def _tuned(index: "Index", encoder: "Encoder", asked: "Sequence[JudgedQuestion]") -> dict[str, Any]:
    """What came of fitting to judged questions."""
    from indexer.evaluation.questions import FEWEST_ANSWERED, check_documents
    from search.engine import Engine

    check_documents(index.store, asked)
    parts = [_tuned_fusion(index, Engine(index, encoder), asked)]
    answered = [question for question in asked if question.answers]
    if len(answered) >= FEWEST_ANSWERED:
        parts += _tuned_on_answers(index, encoder, answered)
    return {"questions": len(asked), "made": None, "parts": parts}


def _tuned_on_answers(
    index: "Index", encoder: "Encoder", asked: "Sequence[JudgedQuestion]"
) -> "Iterator[dict[str, Any]]":
    """What came of fitting what the answers themselves are needed for."""
    from indexer.evaluation.tuning_clauses import tune_clauses
    from indexer.evaluation.tuning_confidence import tune_confidence, tune_support
    from search.engine import Engine
    from search.ranking.confidence import probability
    from service.progress import questions_progress

    with questions_progress(len(asked)) as report:
        confidence = tune_confidence(index, encoder, asked, report)
    counts = {}
    if confidence.is_better:
        engine = Engine(index, encoder, confidence=partial(probability, numbers=confidence.numbers))
        with questions_progress(len(asked)) as report:
            counts = {"support": tune_support(engine, asked, report)}
    yield _kept(index, "confidence", "log score", confidence, **counts)
    clauses = tune_clauses(index, encoder, asked)
    if clauses is not None:
        yield _kept(index, "clauses", "answers set off", clauses)


def _tuned_fusion(
    index: "Index", engine: "Engine", asked: "Sequence[JudgedQuestion]"
) -> dict[str, Any]:
    from indexer.evaluation.tuning import tune_fusion
    from service.progress import questions_progress

    with questions_progress(len(asked)) as report:
        trial = tune_fusion(engine, asked, report)
    return _kept(index, "fusion", "nDCG@10", trial)


def _kept(
    index: "Index",
    part: str,
    measure: str,
    trial: "Trial[Any]",
    **others: Any,  # noqa: ANN401 - each of a kind of its own
) -> dict[str, Any]:
    """Keep what was fitted where it is better, with what goes by it; say what came of it."""
    from dataclasses import replace

    if trial.is_better:
        with index.writing():
            index.tune(replace(index.settings.tuned, **{part: trial.numbers}, **others))
    return {
        "part": part,
        "measure": measure,
        "held_out": trial.held_out,
        "before": round(trial.before, 5),
        "after": round(trial.after, 5),
        "difference": {
            # Of significant digits: a bound just above nothing is why something was kept.
            name: float(f"{getattr(trial.difference, name):.5g}")
            for name in ("mean", "low", "high")
        },
        "weights": _weights(trial.numbers),
        "kept": trial.is_better,
    }


def _weights(numbers: Any) -> dict[str, float]:  # noqa: ANN401 - each of a kind of its own
    """What was fitted, by name."""
    from dataclasses import asdict

    fields = asdict(numbers)
    return {**fields.pop("weights", {}), **fields}
