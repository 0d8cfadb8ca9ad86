"""``shawahid eval``: measure retrieval on a data set."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands import JsonOption, given, open_model


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
        Path | None, typer.Option(metavar="FILE", help="Other judgements than qrels.tsv.")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the results as a TREC run.")
    ] = None,
    model: Annotated[
        str | None, given("NAME_OR_PATH", "Another model than the bundled one.")
    ] = None,
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
    """
    from indexer.evaluation.datasets import evaluate as evaluate_engine
    from indexer.evaluation.datasets import open_corpus, read_dataset, write_run
    from search.engine import Engine
    from search.targets import check_target
    from service.progress import indexing_progress, questions_progress
    from service.terminal import print_result

    if run is not None:
        check_target(run)
    data = read_dataset(dataset, _within(dataset, queries), _within(dataset, qrels))
    encoder = open_model(model)
    with indexing_progress(data.corpus.stat().st_size) as report:
        index = open_corpus(data, encoder, text_only=text_only, report=report)
    with questions_progress(len(data.questions)) as report_questions:
        result = evaluate_engine(Engine(index, encoder), data, report_questions)
    if run is not None:
        write_run(result.run, run)
    fields: dict[str, object] = {
        **{name: round(value, 5) for name, value in result.measures.items()},
        "queries": result.questions,
        "documents": result.documents,
        "query_ms_median": round(result.milliseconds_median, 2),
        "query_ms_p95": round(result.milliseconds_p95, 2),
    }
    print_result(fields, in_json=json)


def _within(folder: Path, path: Path | None) -> Path | None:
    """A file as given, or the one of that name in the data set's folder."""
    if path is None or path.is_file():
        return path
    return folder / path
