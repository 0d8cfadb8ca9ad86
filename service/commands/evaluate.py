"""``shawahid eval``: measure retrieval on a data set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import (
    DeviceOption,
    JsonOption,
    RerankerOption,
    SparseModelOption,
    fetch_reranker,
    given,
    open_model,
)

if TYPE_CHECKING:
    from indexer.evaluation.datasets import Dataset
    from indexer.evaluation.measuring import Evaluation


def evaluate(
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET_DIR",
            exists=True,
            file_okay=False,
            help="A folder with corpus.jsonl, queries.jsonl and qrels.tsv, or one of BEIR's.",
        ),
    ],
    queries: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Other questions than queries.jsonl.")
    ] = None,
    qrels: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Other judgements than qrels.tsv, also those of TREC."),
    ] = None,
    measure: Annotated[
        list[str] | None,
        given("NAME", "A further measure, such as AP, P@5 or nDCG@20; may be repeated."),
    ] = None,
    run: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the results as a TREC run.")
    ] = None,
    per_question: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the figures of each question as JSON Lines."),
    ] = None,
    model: Annotated[
        str | None, given("NAME_OR_PATH", "Another model than the bundled one.")
    ] = None,
    sparse_model: SparseModelOption = None,
    reranker: RerankerOption = None,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    text_only: Annotated[
        bool, typer.Option("--text-only", help="Leave titles out, as published benchmarks do.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Index a data set's corpus (kept for the next time), ask its questions, and score.

    --queries and --qrels take paths, or names of files in the data set's folder.

    \b
    Examples:
      shawahid eval data/xquad-ar --text-only
      shawahid eval data/arcd --queries queries_test.jsonl --qrels qrels_test.tsv --json
      shawahid eval data/arcd --measure AP --measure P@5 --per-question figures.jsonl
    """
    from indexer.evaluation.corpora import open_corpus
    from indexer.evaluation.datasets import read_dataset
    from indexer.evaluation.measuring import check_measures
    from indexer.evaluation.measuring import evaluate as evaluate_engine
    from indexer.evaluation.results import write_figures
    from search.engine import Engine
    from search.models import open_reranker
    from search.targets import check_target
    from service.commands.index import absolute_model
    from service.progress import indexing_progress, questions_progress
    from service.terminal import print_result

    for target in filter(None, (run, per_question)):
        check_target(target)
    check_measures(measure or ())
    data = read_dataset(dataset, _within(dataset, queries), _within(dataset, qrels))
    encoder = open_model(model, absolute_model(sparse_model))
    named = fetch_reranker(reranker)
    read_by = None if named is None else open_reranker(named)
    with indexing_progress(data.corpus.stat().st_size) as report:
        index = open_corpus(data, encoder, text_only=text_only, report=report)
    with questions_progress(len(data.questions)) as report_questions:
        engine = Engine(index, encoder, reranker=read_by)
        result = evaluate_engine(engine, data, report_questions, measure or ())
    if run is not None:
        _write_run(result, run)
    if per_question is not None:
        write_figures(result.figures, data, per_question)
    _warn(data)
    shown = _figures(result, data)
    print_result(
        {
            **shown,
            "sparse_model": sparse_model,
            "reranker": reranker,
            **_circumstances(data, model, text_only=text_only),
        },
        shown,
        in_json=json,
    )


def _figures(result: "Evaluation", data: "Dataset") -> dict[str, object]:
    import numpy as np

    from indexer.evaluation.measuring import means

    median, p95 = np.percentile(result.milliseconds, [50, 95])
    fields: dict[str, object] = {
        **_rounded(result.measures),
        "queries": len(data.questions),
        "documents": result.documents,
        "query_ms_median": round(float(median), 2),
        "query_ms_p95": round(float(p95), 2),
    }
    answered = np.array([bool(relevant) for relevant in data.qrels.values()])
    if not answered.all() and answered.any():
        of_those = means({name: values[answered] for name, values in result.figures.items()})
        fields["with_relevant"] = {**_rounded(of_those), "queries": int(answered.sum())}
    return fields


def _rounded(measures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 5) for name, value in measures.items()}


def _circumstances(data: "Dataset", model: str | None, *, text_only: bool) -> dict[str, object]:
    """What the figures depend on."""
    from search.models import model_folder, runtime_of
    from search.models.folder import folder_fingerprint
    from search.models.processor import describe_processor
    from service.version import installed_version

    folder = model_folder(model)
    return {
        "text_only": text_only,
        "oddities": {oddity.value: count for oddity, count in data.oddities.items() if count},
        "version": installed_version(),
        "model": model or "bundled",
        "model_weights": folder_fingerprint(folder),
        "runtime": runtime_of(folder),
        "processor": describe_processor(),
    }


def _warn(data: "Dataset") -> None:
    """Say what of a data set is not as one would expect."""
    from service.language.environment import words
    from service.terminal import print_note

    for oddity, count in data.oddities.items():
        if count:
            print_note(words()(f"oddity.{oddity.value}", count=count))


def _write_run(result: "Evaluation", path: Path) -> None:
    from indexer.evaluation.results import write_run
    from service.language.environment import words
    from service.terminal import print_note

    spaced = write_run(result.run, path)
    if spaced:
        print_note(words()("note.spaced_ids", count=spaced))


def _within(folder: Path, path: Path | None) -> Path | None:
    """A file as given, or the one of that name in the data set's folder."""
    if path is None or path.is_file():
        return path
    return folder / path
