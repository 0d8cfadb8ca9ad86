from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from search.records import Document
from service.app import create_app
from tests.service.fake_engine import FakeEngine, seed_documents

HOSTILE_ID = "wire/خبر <b> & 1/../x?y#100%.txt"
HOSTILE = Document(
    id=HOSTILE_ID,
    text=(
        "قال المسؤول إن مؤتمر الزيتون \u202eمعكوس\u202c سيعقد غدا.\r\n"
        "<script>alert('text')</script> زيتون \u2066مفتوح & \U0001f33f نهاية."
    ),
    title="\u202eعنوان\u2069 <script>alert('title')</script>\"'",
    source="<img src=x onerror=alert('source')>",
    url="javascript:alert('url')",
    author='" onmouseover="alert(1)',
    metadata={"<b>key</b>": "<i>value</i>", "tags": ["زيتون", 1]},
)


@pytest.fixture(scope="session")
def engine() -> FakeEngine:
    return FakeEngine([*seed_documents(), HOSTILE])


@pytest.fixture(scope="session")
def client(engine: FakeEngine) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: engine)) as client:
        yield client
