from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from search.layout import FILE_NAME
from search.storage.database import Database
from service import failures
from service.access.audit import Action
from service.access.callers import Caller
from service.access.gate import Gate
from service.dependencies import Admin, Asker, CurrentCaller, Editor, Meter
from service.routes import account
from service.settings import Settings

LOCAL = "http://127.0.0.1:8000"
Serve = Callable[..., TestClient]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty index."""
    Database.create(tmp_path / FILE_NAME, {})
    return tmp_path


@pytest.fixture
def gate(folder: Path) -> Iterator[Gate]:
    """Decides for a service on this machine alone; other processes are like another gate."""
    gate = Gate(Settings(folder))
    yield gate
    gate.close()


@pytest.fixture
def serve(folder: Path) -> Iterator[Serve]:
    """Starts a small service with routes for every role."""
    gates: list[Gate] = []

    def serve(base_url: str = LOCAL, **settings: Any) -> TestClient:  # noqa: ANN401
        gates.append(Gate(Settings(folder, **settings)))
        return TestClient(small_app(gates[-1]), base_url, follow_redirects=False)

    yield serve
    for gate in gates:
        gate.close()


def record(gate: Gate, caller: Caller, *entry: Any) -> None:  # noqa: ANN401
    if kept := gate.audit(caller):
        kept(*entry)


def small_app(gate: Gate) -> FastAPI:
    app = FastAPI()
    app.state.gate = gate
    failures.install(app)
    app.include_router(account.router)

    @app.get("/api/who")
    def who(caller: CurrentCaller) -> dict[str, str | None]:
        return {"key": caller.key_id, "role": caller.role.value}

    @app.get("/api/search")
    def search(caller: Asker, q: str) -> str:
        record(gate, caller, Action.SEARCH, caller.readable(["default", "secret"]), q)
        return q

    @app.post("/api/batch")
    def batch(meter: Meter, questions: list[str]) -> int:
        meter.spend(len(questions))
        return len(questions)

    @app.post("/api/add")
    def add(caller: Editor) -> str:
        return caller.name

    @app.post("/api/upload")
    async def upload(request: Request, caller: Editor) -> str:
        assert caller.role
        async with request.form() as form:
            return ",".join(sorted(form))

    @app.delete("/api/collections")
    def delete(caller: Admin) -> str:
        return caller.name

    @app.get("/documents/{document_id:path}")
    def page(caller: CurrentCaller, document_id: str) -> str:
        record(gate, caller, Action.READ, ["default"], document_id)
        return document_id

    return app


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
