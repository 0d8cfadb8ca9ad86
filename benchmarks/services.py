"""Whether several services of an index on servers are one behind nginx.

    python -m benchmarks.services [--services N] [--out FILE]

starts PostgreSQL, milvus-lite, N services and nginx on loopback, and prints as JSON: how long it
takes until each service finds a document that one has accepted, and until its job has ended;
whether a session, a limit, a job and the audit log are those of all; what nginx answered while one
service was killed; and whether an upload that it had accepted was added.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from benchmarks.machine import describe_machine
from testing.servers import free_port, milvus, postgres

_SEEDS = Path(__file__).parents[1] / "seeds"
_DOCUMENTS, _RATE, _PATIENCE = 5, 6, 300.0
_LINES = {"Content-Type": "application/x-ndjson"}
_NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream shawahid {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://shawahid;
      proxy_set_header Host $http_host;
      proxy_connect_timeout 2s;
      proxy_next_upstream error timeout http_502 http_503;
    }}
  }}
}}
"""


def main() -> None:
    """Start all, look, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--services", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        postgres() as (_, database),
        milvus() as (_, vectors),
        ExitStack() as stack,
    ):
        folder = Path(name)
        os.environ["XDG_DATA_HOME"] = name
        os.environ["SHAWAHID_INDEX"] = f"{database}?milvus={vectors}"
        _shawahid("index", str(_SEEDS))
        admin = json.loads(_shawahid("key", "create", "--role", "admin", "--json"))["key"]
        reader = json.loads(
            _shawahid("key", "create", "--role", "reader", "--rate", str(_RATE), "--json")
        )["key"]
        ports = [free_port() for _ in range(arguments.services)]
        services = [stack.enter_context(_service(port)) for port in ports]
        for port in ports:
            _until(lambda port=port: _is_ready(port))  # type: ignore[misc]
        proxy = stack.enter_context(_nginx(folder, ports))
        result = _looked(ports, proxy, services, _bearer(admin), _bearer(reader))
    text = json.dumps({**describe_machine(), "services": arguments.services, **result}, indent=1)
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", "utf-8")


def _looked(
    ports: Sequence[int],
    proxy: str,
    services: "Sequence[subprocess.Popen[bytes]]",
    admin: dict[str, str],
    reader: dict[str, str],
) -> dict[str, object]:
    bases = [f"http://127.0.0.1:{port}" for port in ports]
    found = _found_through_all(bases, admin)
    session = httpx.post(
        f"{bases[0]}/sign-in",
        data={"key": admin["Authorization"].removeprefix("Bearer "), "next": "/"},
        headers={"Origin": bases[0]},
    )
    cookies = dict(session.cookies.items())
    seen = [httpx.get(f"{base}/api/v1/jobs", cookies=cookies, timeout=60) for base in bases]
    asked = Counter(_ask(bases[n % len(bases)], n, reader) for n in range(_RATE + 6))
    jobs = [len(_json(base, "/api/v1/jobs", admin)["jobs"]) for base in bases]
    whole = _killed(bases, proxy, services, admin)
    return {
        **found,
        "a session is known to": [each.status_code for each in seen],
        f"answers to {_RATE + 6} questions of a key for {_RATE} a minute": dict(asked),
        "jobs that each service tells of": jobs,
        **whole,
    }


def _found_through_all(bases: Sequence[str], admin: dict[str, str]) -> dict[str, object]:
    """Send documents to the first service, and ask each until it finds what was accepted."""
    finding: list[float] = []
    adding: list[float] = []
    for number in range(_DOCUMENTS):
        text = f"افتتح المحافظ مكتبة رقم {number} في حي الزيتون."
        job = _send(bases[0], json.dumps({"id": f"new-{number}", "text": text}), admin)
        accepted = time.monotonic()
        for base in bases:
            _until(lambda base=base, number=number: _finds(base, number, admin))  # type: ignore[misc]
        finding.append(round(time.monotonic() - accepted, 2))
        _until(lambda job=job: _state(bases[-1], job, admin) == "done")  # type: ignore[misc]
        adding.append(round(time.monotonic() - accepted, 2))
    return {
        "seconds from acceptance until all find a document": finding,
        "seconds until its job had ended": adding,
    }


def _finds(base: str, number: int, headers: dict[str, str]) -> bool:
    hits = _json(base, "/api/v1/search", headers, q=f"مكتبة رقم {number} حي الزيتون")["hits"]
    return f"new-{number}" in [hit["document"]["id"] for hit in hits]


def _send(base: str, lines: str, headers: dict[str, str]) -> str:
    sent = httpx.post(
        f"{base}/api/v1/documents", content=lines, headers={**headers, **_LINES}, timeout=60
    )
    return str(sent.raise_for_status().json()["id"])


def _state(base: str, job: str, headers: dict[str, str]) -> str:
    return str(_json(base, f"/api/v1/jobs/{job}", headers)["state"])


def _killed(
    bases: Sequence[str],
    proxy: str,
    services: "Sequence[subprocess.Popen[bytes]]",
    admin: dict[str, str],
) -> dict[str, object]:
    """Kill the first service while it adds an upload, and while nginx is asked."""
    answers: Counter[int] = Counter()
    is_over = threading.Event()

    def keep_asking(number: int) -> None:
        while not is_over.is_set():
            answers[_ask(proxy, number * 1_000_000 + answers.total(), admin)] += 1

    threads = [threading.Thread(target=keep_asking, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    lines = "\n".join(
        json.dumps({"id": f"many-{n}", "text": f"خبر رقم {n} عن اجتماع المجلس في المدينة {n}."})
        for n in range(300)
    )
    job = _send(bases[0], lines, admin)
    before = answers.total()
    _until(lambda: answers.total() > before + 4)
    services[0].send_signal(signal.SIGKILL)
    killed = time.monotonic()
    _until(lambda: _state(bases[1], job, admin) == "done")
    taken_over = round(time.monotonic() - killed, 1)
    after = answers.total()
    _until(lambda: answers.total() > after + 20)
    is_over.set()
    for thread in threads:
        thread.join()
    added = _json(bases[1], f"/api/v1/jobs/{job}", admin)
    log = _shawahid("audit").splitlines()
    return {
        "answers of nginx while one was killed": dict(answers),
        "seconds until another service had ended its upload": taken_over,
        "documents of it": added["added"],
        "lines of the audit log": len(log),
    }


def _ask(base: str, number: int, headers: dict[str, str]) -> int:
    try:
        return httpx.get(
            f"{base}/api/v1/search", params={"q": f"وزير {number}"}, headers=headers, timeout=60
        ).status_code
    except httpx.HTTPError:
        return 0


def _json(base: str, path: str, headers: dict[str, str], **parameters: str) -> Any:  # noqa: ANN401
    for _ in range(3):
        answer = httpx.get(f"{base}{path}", params=parameters, headers=headers, timeout=60)
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            break
    return answer.raise_for_status().json()


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _shawahid(*arguments: str) -> str:
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours


@contextmanager
def _service(port: int) -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen([*command, "--audit"], start_new_session=True)  # noqa: S603 - ours
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _nginx(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    port = free_port()
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=5s;" for each in ports)
    settings = folder / "nginx.conf"
    settings.write_text(_NGINX.format(folder=folder, servers=servers, port=port))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(settings)])  # noqa: S603
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10).is_success
    except httpx.HTTPError:
        return False


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            sys.exit("it takes too long")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
