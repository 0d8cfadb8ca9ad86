"""``shawahid search``: ask an index a question."""

from typing import TYPE_CHECKING, Annotated

import typer

from search.queries.rules import Rule
from search.records import Order
from service.commands import (
    FILTERS,
    DeviceOption,
    IndexOption,
    JsonOption,
    RerankerOption,
    SinceOption,
    UntilOption,
    fetch_reranker,
    given,
    index_place,
)
from service.parameters import with_parameters
from service.schemas import DEFAULT_K, MAX_K

if TYPE_CHECKING:
    from service.reading import Answer


@with_parameters(FILTERS)
def search(
    question: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTION",
            help="A question in Arabic, or in another language; its words need no quotation marks.",
            show_default=False,
        ),
    ],
    *,
    k: Annotated[
        int,
        typer.Option("-k", metavar="N", min=1, max=MAX_K, help="How many documents to show."),
    ] = DEFAULT_K,
    page: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="Which page of so many documents to show."),
    ] = 1,
    order: Annotated[
        Order, typer.Option(help="By relevance, or the latest of the most relevant first.")
    ] = Order.RELEVANCE,
    since: SinceOption = None,
    until: UntilOption = None,
    collection: Annotated[
        list[str] | None,
        given("NAME", "Search this collection only; may be repeated."),
    ] = None,
    without: Annotated[
        list[Rule] | None,
        given("RULE", f"Switch a rule off; may be repeated: {', '.join(r.value for r in Rule)}."),
    ] = None,
    reranker: RerankerOption = None,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    index: IndexOption = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show whole passages, also those of weak evidence.")
    ] = False,
    json: JsonOption = False,
    **values: list[str] | None,
) -> None:
    """Show the sentences that answer a question, best first, with their citations.

    When none is likely to answer, it says so and names the nearest documents.

    \b
    Examples:
      shawahid search من هو وزير العدل الأردني
      shawahid search 'Who visited the rehabilitation centre?' -k 3 --json
      shawahid search 'أسعار النفط' --source 'الرأي' --since 2024 --order date
      shawahid search '"وزير العدل" -الأردن مصدر:الرأي بعد:2015'
      shawahid search 'Cameron' --without transliteration
    """
    from search import open_archive
    from search.records import Filters, Query
    from service.progress import loading_model
    from service.reading import Reading
    from service.schemas.answers import SearchResponse
    from service.terminal import print_json
    from service.terminal_results import print_results

    wanted = {name: given or () for name, given in values.items()}
    filters = Filters.of(wanted, since, until)
    asked = " ".join(question)
    query = Query(asked, k, (page - 1) * k, filters, order, frozenset(without or ()))
    with loading_model():
        archive = open_archive(index_place(index), fetch_reranker(reranker))
    found = Reading(archive).answer(query, collection or ())
    if json:
        fields = SearchResponse.of(asked, found.results).model_dump(mode="json")
        print_json({"hits": fields["hits"], **fields})
    else:
        print_results(found.results, full=full)
        _say_what_follows(found, page)


def _say_what_follows(found: "Answer", page: int) -> None:
    from service.language.environment import words
    from service.terminal import print_note

    if found.next_offset is not None:
        print_note(words()("next_page", total=found.results.total, page=page + 1))
