"""Whether a price is only that at which something is offered: طرح للبيع بمبلغ 14 مليونا."""

from collections.abc import Iterable

from search.arabic.listings import bare, listed
from search.arabic.verbs import conjugated
from search.ranking.questions import Question

_SOLD = conjugated("باع/يبيع بيع/يباع اشترى/يشتري اشتري/يشترى") | listed("بيعه بيعها شراؤه شراؤها")
_FOR_SALE = listed("للبيع للشراء للمزاد")


def is_only_offered(before: Iterable[str], question: Question) -> bool:
    """Whether it is asked of a sale, and a sentence tells of what is for sale alone.

    Args:
        before: the forms of the words of the sentence before the answer.
        question: that is asked.
    """
    if not any(bare(form, _SOLD) for form in question.forms - _FOR_SALE):
        return False
    said = [*before]
    return not _FOR_SALE.isdisjoint(said) and not any(
        bare(form, _SOLD) for form in said if form not in _FOR_SALE
    )
