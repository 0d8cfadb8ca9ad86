"""Nothing leaves the machine that the user did not ask for, whatever is installed beside."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from search.locations import cache_dir
from testing.skipping import needs_torch
from tests.integration.test_commands import get
from tests.integration.watching import ROOT, STRACE, Watched

QUESTION = "من هو وزير العدل الأردني؟"
RETRIEVERS = """
from search import open_archive
from service.retrievers.passages import ArchivePassages
passages = ArchivePassages(open_archive({index!r}))
from service.retrievers.haystack import ShawahidRetriever
from haystack import Pipeline
pipeline = Pipeline()
pipeline.add_component("retriever", ShawahidRetriever(passages))
print(len(pipeline.run({{"retriever": {{"query": {question!r}}}}})["retriever"]["documents"]))
from service.retrievers.langchain import ShawahidRetriever
print(len(ShawahidRetriever(passages=passages).invoke({question!r})))
from service.retrievers.llamaindex import ShawahidRetriever
print(len(ShawahidRetriever(passages).retrieve({question!r})))
"""
ALERT = """
from email.message import EmailMessage
from service.alerts.mail import send_mail
from service.alerts.settings import MailSettings
mail = EmailMessage()
mail["Subject"], mail["From"], mail["To"] = "news", "a@newsroom.example", "b@newsroom.example"
place = {{"host": "127.0.0.1", "port": {port}, "tls": "none"}}
who = {{"sender": "News <a@newsroom.example>", "domains": ["newsroom.example"]}}
send_mail(mail, MailSettings.model_validate(place | who))
"""


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    assert made.reached() == []
    # OpenVINO and Haystack number those whom they report in a file of the user's.
    assert {path.name for path in made.home.iterdir()} <= {".cache", ".local"}


def test_the_library(watched: Watched, seeds_folder: Path) -> None:
    code = f"from search import *; print(open_engine({str(seeds_folder)!r}).search({QUESTION!r}))"
    assert "زيادات" in watched.run("-c", code)


@needs_torch
def test_the_library_with_torch(watched: Watched) -> None:
    watched.environment["SHAWAHID_RUNTIME"] = "torch"
    code = (
        "from search.models import open_encoder\n"
        f"print(open_encoder(None).encode_question({QUESTION!r}).vector.shape)"
    )
    assert watched.run("-c", code).strip() == "(384,)"


def test_the_commands(watched: Watched, tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    article = {"id": "justice", "text": "قال وزير العدل الأردني بسام التلهوني إن القانون جديد."}
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps(article) + "\n", "utf-8")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": "q", "text": QUESTION}), "utf-8")
    (tmp_path / "qrels.tsv").write_text("q\tjustice\t1\n", "utf-8")
    watched.run("-m", "service", "index", str(corpus), "--index", index)
    assert "التلهوني" in watched.run("-m", "service", "search", QUESTION, "--index", index)
    # What it indexes is kept in the cache, of which only the model is wanted here.
    (tmp_path / "cache").mkdir()
    for part in ("models", "graphs"):
        (tmp_path / "cache" / part).symlink_to(cache_dir() / part)
    watched.environment["SHAWAHID_CACHE"] = str(tmp_path / "cache")
    assert "ndcg" in watched.run("-m", "service", "eval", str(tmp_path)).lower()


def test_serving(watched: Watched, seeds_folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = watched.command(
        "-m", "service", "serve", "--port", port, "--index", str(seeds_folder)
    )
    process = subprocess.Popen(command, cwd=ROOT, env=watched.environment, start_new_session=True)
    try:
        assert "زيادات" in get(f"http://127.0.0.1:{port}/api/v1/search?q=%D9%88%D8%B2%D9%8A%D8%B1")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


class _MailServer:
    """Keeps as whom its clients greet it."""

    def __init__(self) -> None:
        self.greeted_by: list[str | None] = []

    async def handle_DATA(  # noqa: N802 - its name in the library
        self, _server: SMTP, session: Session, _envelope: Envelope
    ) -> str:
        self.greeted_by.append(session.host_name)
        return "250 OK"


def test_an_alert(watched: Watched) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = _MailServer()
    controller = Controller(server, "127.0.0.1", port, server_hostname="127.0.0.1")
    controller.start()
    try:
        watched.run("-c", ALERT.format(port=port))
    finally:
        controller.stop()
    assert server.greeted_by == ["newsroom.example"]


def test_an_assistant(watched: Watched, seeds_folder: Path) -> None:
    program, *arguments = watched.command("-m", "service", "mcp", "--index", str(seeds_folder))
    transport = StdioTransport(
        program, arguments, env=watched.environment, cwd=str(ROOT), keep_alive=False
    )

    async def ask() -> str:
        async with Client(transport) as client:
            return str(await client.call_tool("search", {"question": QUESTION}))

    assert "زيادات" in asyncio.run(ask())


def test_retrievers(watched: Watched, seeds_folder: Path) -> None:
    missing = [m for m in ("haystack", "langchain_core", "llama_index") if find_spec(m) is None]
    if missing:
        pytest.skip(f"not installed: {missing}")
    printed = watched.run("-c", RETRIEVERS.format(index=str(seeds_folder), question=QUESTION))
    assert printed.split() == ["5", "5", "5"]


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.getaddrinfo('example.invalid', 80)",
        "import socket; socket.create_connection(('192.0.2.1', 9), 0.1)",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])",
    ],
)
def test_the_watch_sees_a_child_that_asks_for_a_name_or_a_place(tmp_path: Path, code: str) -> None:
    watched = Watched(tmp_path)
    look_up = "import socket; socket.getaddrinfo('example.invalid', 80)"
    child = code.format(code=look_up)
    watched.run("-c", f"try:\n    {child}\nexcept OSError:\n    pass")
    seen = " ".join(watched.reached())
    assert "example.invalid" in seen or "192.0.2.1" in seen
    assert STRACE is None or "connect(" in seen


def test_a_model_of_the_hub_is_fetched_only_when_asked_for(watched: Watched) -> None:
    code = (
        "from search.errors import ModelError\n"
        "from search.models import open_encoder\n"
        "try:\n    open_encoder('nobody/has-this-model')\n"
        "except ModelError as error:\n    print(error)"
    )
    assert "is not on this machine" in watched.run("-c", code)
