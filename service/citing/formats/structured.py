"""JSON, in the shape that the HTTP API answers with."""

import json

from search.ranking.agreement import agreeing_ranks
from service.citing.selection import Selection
from service.schemas.answers import HitFields


def to_json(selection: Selection) -> bytes:
    """The question and its hits."""
    hits = [HitFields.of(hit).model_dump(mode="json") for hit in selection.hits]
    alike = agreeing_ranks(selection.hits)
    answer = {"question": selection.question, "agreement": alike, "hits": hits}
    return json.dumps(answer, ensure_ascii=False, indent=2).encode()
