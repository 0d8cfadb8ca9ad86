"""``shawahid search``: ask an index a question."""

from typing import Annotated

import typer

from service.commands import IndexOption, JsonOption

MOST_HITS = 200


def search(
    question: Annotated[str, typer.Argument(help="A question in Arabic, or in another language.")],
    k: Annotated[
        int, typer.Option("-k", min=1, max=MOST_HITS, help="How many documents to show.")
    ] = 10,
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
    from search import open_engine
    from service.progress import loading_model
    from service.schemas import SearchResponse
    from service.terminal import print_hits, print_json

    with loading_model():
        engine = open_engine(index)
    hits = engine.search(question, k)
    if json:
        print_json(SearchResponse.of(question, hits).model_dump())
    else:
        print_hits(hits)
