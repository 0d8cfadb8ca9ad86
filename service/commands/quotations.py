"""``shawahid verify-quote``: find a quotation word for word."""

from typing import Annotated

import typer

from service.commands import IndexOption, JsonOption, given, index_place
from service.schemas import DEFAULT_K, MAX_OCCURRENCES, MAX_QUESTION


def verify_quote(
    quotation: Annotated[
        str,
        typer.Argument(metavar="TEXT", help="A sentence as it is remembered or was printed."),
    ],
    *,
    k: Annotated[
        int,
        typer.Option(
            "-k", metavar="N", min=1, max=MAX_OCCURRENCES, help="How many documents to show."
        ),
    ] = DEFAULT_K,
    collection: Annotated[
        list[str] | None,
        given("NAME", "Look in this collection only; may be repeated."),
    ] = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Show where a quotation stands, word for word, with what differs and who says it.

    The most faithful documents come first, then the oldest. A word that the quotation has and the
    document lacks is shown as [-word-], one that only the document has as {+word+}. Dots, as in
    '[...]', say that the quotation leaves something out.

    The exit code is 0 where the quotation stands with the same words, however they are spelled, and
    1 where only some of its words do, or none, or where the word before them denies them.

    \b
    Examples:
      shawahid verify-quote 'الحوار فرصة لتبادل الخبرات'
      shawahid verify-quote '«إن الحوار [...] لتبادل الخبرات»' --json
    """
    from search import open_archive
    from service.language.environment import words
    from service.progress import loading_model
    from service.reading import Reading
    from service.schemas.quotations import QuotationResponse
    from service.terminal import print_json
    from service.terminal_quotations import print_occurrences

    if len(quotation) > MAX_QUESTION:
        too_long = words()("usage.quotation_too_long", limit=MAX_QUESTION)
        raise typer.BadParameter(too_long, param_hint="TEXT")
    with loading_model():
        archive = open_archive(index_place(index))
    found = Reading(archive).occurrences(quotation, collection or ())
    if json:
        print_json(QuotationResponse.of(quotation, found, k).model_dump(mode="json"))
    else:
        print_occurrences(quotation, found, k)
    if not (found and found[0].is_faithful):
        raise typer.Exit(1)
