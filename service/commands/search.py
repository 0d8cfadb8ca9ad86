"""``shawahid search``: ask an index a question."""

from typing import Annotated

import typer

from service.commands import IndexOption, JsonOption, index_folder

MOST_HITS = 200


def search(
    question: Annotated[
        str,
        typer.Argument(metavar="QUESTION", help="A question in Arabic, or in another language."),
    ],
    k: Annotated[
        int,
        typer.Option("-k", metavar="N", min=1, max=MOST_HITS, help="How many documents to show."),
    ] = 10,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Search this collection only; may be repeated.",
            show_default=False,
        ),
    ] = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Show the documents that answer a question, best first, with citations of their passages.

    When none is likely to answer, it says so and shows the nearest.

    \b
    Examples:
      shawahid search 'من هو وزير العدل الأردني؟'
      shawahid search 'Who visited the rehabilitation centre?' -k 3 --json
    """
    from search import open_archive
    from search.records import Query
    from service.progress import loading_model
    from service.schemas.answers import SearchResponse
    from service.terminal import print_json
    from service.terminal_results import print_results

    with loading_model():
        archive = open_archive(index_folder(index))
    results = archive.search(Query(question, k), collection or archive.names())
    if json:
        print_json(SearchResponse.of(question, results).model_dump())
    else:
        print_results(results)
