"""Bodies of more names or values than a request has are refused before anything is made of them."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from search.fields import FACETS
from service import body_values
from service.body_values import MOST_NAMES, MOST_VALUES, FormValues, JsonValues, TooManyValuesError
from service.schemas import MAX_VALUES
from service.schemas.requests import MOST_QUESTIONS

_JSON = st.recursive(
    st.none() | st.integers() | st.text('{}[],:"\\\u0627', max_size=8),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('a,:"\\', max_size=4), inner),
    max_leaves=12,
)


def _names_and_values(value: Any) -> tuple[int, int]:  # noqa: ANN401 - any JSON
    """Names, and what begins or follows in a list or an object."""
    if not isinstance(value, list | dict):
        return 0, 0
    inside = list(value.values()) if isinstance(value, dict) else value
    counts = [_names_and_values(each) for each in inside]
    names = len(value) if isinstance(value, dict) else 0
    own = 1 + max(0, len(inside) - 1)
    return names + sum(n for n, _ in counts), own + sum(v for _, v in counts)


def _is_refused(pieces: list[bytes], names: int, values: int) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body_values, "MOST_NAMES", names)
        patch.setattr(body_values, "MOST_VALUES", values)
        counted = JsonValues()
        try:
            for piece in pieces:
                counted.add(piece)
        except TooManyValuesError:
            return True
    return False


@given(_JSON, st.integers(1, 7))
def test_what_is_counted_are_the_names_and_values_however_they_come(
    value: object, size: int
) -> None:
    names, values = _names_and_values(value)
    for is_ascii in (True, False):
        body = json.dumps(value, ensure_ascii=is_ascii).encode()
        pieces = [body[i : i + size] for i in range(0, len(body), size)]
        assert not _is_refused(pieces, names, values)
        assert _is_refused(pieces, names - 1, values)
        assert _is_refused(pieces, names, values - 1)


def test_a_string_without_an_end_is_read_once() -> None:
    counted = JsonValues()
    counted.add(b'"' + b'\\"' * 400_000)
    counted.add(b",,,:" * 100_000)


def test_fields_of_a_form_are_counted() -> None:
    with pytest.raises(TooManyValuesError):
        FormValues().add(b"&" * (MOST_NAMES + 1))


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/batches", "/api/v1/collections"])
@pytest.mark.parametrize(
    "body",
    [
        {"filters": {f"n{number}": 1 for number in range(MOST_NAMES + 1)}},
        {"question": [[]] * (MOST_VALUES + 1)},
    ],
)
def test_such_a_body_is_refused(client: TestClient, path: str, body: dict[str, Any]) -> None:
    answer = client.post(path, json=body, headers={"Accept-Language": "ar"})
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (413, "/problems/body-too-large")
    assert str(MOST_NAMES) in problem["detail"]
    assert "قيمة" in problem["detail"]


def test_the_longest_request_that_the_api_takes_is_answered(client: TestClient) -> None:
    filters = {facet.plural: [f"{number}," for number in range(MAX_VALUES)] for facet in FACETS}
    question = {"question": "المعبر: {[" + "،," * 900, "k": 1, "explain": False, "filters": filters}
    body = {"questions": [question] * MOST_QUESTIONS}
    assert client.post("/api/v1/search/batch", json=body).status_code == 200
