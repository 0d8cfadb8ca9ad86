"""JSON, in the shape that the HTTP API answers with."""

import json

from search.ranking.agreement import agreement
from service.citing.selection import Selection
from service.schemas.answers import HitFields


def to_json(selection: Selection) -> bytes:
    """The question and its hits."""
    hits = [HitFields.of(hit).model_dump(mode="json") for hit in selection.hits]
    alike = [[hit.rank for hit in group] for group in agreement(selection.hits)]
    answer = {"question": selection.question, "agreement": alike, "hits": hits}
    return json.dumps(answer, ensure_ascii=False, indent=2).encode()
