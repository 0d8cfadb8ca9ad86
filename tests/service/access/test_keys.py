import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access.callers import Caller, Role
from service.access.gate import Gate
from service.access.keys import KeyDamagedError, KeyMissingError, Keys
from service.access.sessions import form_token, is_form_token
from service.database import ServiceDatabase, timestamp
from service.soundness import find_problems
from tests.service.conftest import service_file

names = st.text("abc", min_size=1, max_size=2)


def test_a_key_is_known_by_its_text_alone(gate: Gate) -> None:
    key, token = gate.keys.create(Role.EDITOR, "مكتب السياسة", ["a", "b"], 60)
    gate.keys.create(Role.READER, "", None, None)
    assert gate.keys.known(token) == key
    assert gate.keys.get(key.id) == key
    assert key.caller == Caller(key.id, "مكتب السياسة", Role.EDITOR, frozenset("ab"), 60)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token + "a",
        lambda token: token[:-1] + ("a" if token[-1] != "a" else "b"),
        lambda token: token.upper(),
        lambda token: token[4:],
        lambda token: token[:12] + "a" * 32,
        lambda _: "shw_" + "a" * 40,
        lambda token: "shw_é" + token[5:],
        lambda _: "",
    ],
)
def test_any_other_text_opens_nothing(gate: Gate, change: type[str]) -> None:
    _, token = gate.keys.create(Role.READER, "", None, None)
    assert gate.keys.known(change(token)) is None


def test_secrets_have_160_bits_and_never_repeat(gate: Gate) -> None:
    tokens = [gate.keys.create(Role.READER, "", None, None)[1] for _ in range(20)]
    secrets = {token[-32:] for token in tokens}
    assert len(secrets) == 20
    assert all(set(secret) <= set("abcdefghijklmnopqrstuvwxyz234567") for secret in secrets)


def test_a_key_for_no_collection_is_not_one_for_all(gate: Gate) -> None:
    none, _ = gate.keys.create(Role.READER, "", [], None)
    everything, _ = gate.keys.create(Role.READER, "", None, None)
    found = {key.id: key.collections for key in gate.keys.all()}
    assert found == {none.id: frozenset(), everything.id: None}


def test_a_key_that_another_process_revokes_opens_nothing_at_once(gate: Gate, folder: Path) -> None:
    key, token = gate.keys.create(Role.READER, "", None, None)
    session = gate.sessions.open(key)
    assert gate.sessions.key(session) == key
    other = ServiceDatabase(folder)
    Keys(other).revoke(key.id)
    other.close()
    assert gate.keys.known(token) is None
    assert gate.keys.get(key.id) is None
    assert gate.sessions.key(session) is None
    assert gate.keys.exist()
    assert gate.keys.all()[0].revoked is not None


def test_a_session_opened_while_its_key_is_revoked_holds_nothing(gate: Gate) -> None:
    key, _ = gate.keys.create(Role.READER, "", None, None)
    gate.keys.revoke(key.id)
    assert gate.sessions.key(gate.sessions.open(key)) is None


def test_revoking_twice_keeps_the_first_time(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    key, _ = gate.keys.create(Role.READER, "", None, None)
    gate.keys.revoke(key.id)
    first = gate.keys.all()[0].revoked
    monkeypatch.setattr("service.access.keys.timestamp", lambda: "2999-01-01T00:00:00Z")
    gate.keys.revoke(key.id)
    assert gate.keys.all()[0].revoked == first


def test_revoking_a_key_that_was_never_made_says_so(gate: Gate) -> None:
    with pytest.raises(KeyMissingError, match="nothing"):
        gate.keys.revoke("nothing")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE keys SET collections = '[\"y5\"]'",
        "UPDATE keys SET role = 'admio'",
        "UPDATE keys SET name = 'x'",
        "UPDATE keys SET rate = 61",
        "UPDATE keys SET secret_hash = zeroblob(32)",
        "UPDATE keys SET created = '2024-01-01T00:00:00Z'",
        "UPDATE key_sums SET checksum = zeroblob(32)",
        "DELETE FROM key_sums",
    ],
)
def test_a_key_that_is_not_what_was_made_opens_nothing_until_it_is_revoked(
    gate: Gate, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    key, token = gate.keys.create(Role.ADMIN, "y", ["y4"], 60)
    session = gate.sessions.open(key)
    gate.log_damage()
    assert caplog.messages == []
    with gate.database.transaction() as connection:
        connection.execute(change)
    other, other_token = gate.keys.create(Role.READER, "", None, None)

    assert gate.keys.known(token) is None
    assert gate.keys.get(key.id) is None
    assert gate.sessions.key(session) is None
    assert gate.keys.known(other_token) == other
    assert gate.keys.all() == [other]
    with pytest.raises(KeyDamagedError, match=f"key {key.id}, .* revoke"):
        gate.keys.check()
    gate.log_damage()
    (said,) = caplog.messages
    told = [each for each in find_problems(service_file(gate)) if said in each]
    assert len(told) == 1

    gate.keys.revoke(key.id)
    gate.keys.check()
    assert gate.keys.known(token) is None
    assert find_problems(service_file(gate)) == []


def test_keys_of_an_earlier_version_get_their_checksum(gate: Gate, folder: Path) -> None:
    key, token = gate.keys.create(Role.EDITOR, "مكتب", ["a"], 60)
    gate.close()
    with closing(sqlite3.connect(service_file(gate))) as connection:
        connection.executescript("DROP TABLE key_sums; PRAGMA user_version = 10")
    assert find_problems(service_file(gate)) == []
    with closing(ServiceDatabase(folder)) as database:
        assert Keys(database).known(token) == key
        assert database.rows("PRAGMA user_version") == [(11,)]
    assert find_problems(service_file(gate)) == []


def test_a_session_ends_when_it_is_closed_or_expires(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = gate.keys.create(Role.READER, "", None, None)
    closed, open_ = gate.sessions.open(key), gate.sessions.open(key)
    gate.sessions.close(closed)
    assert gate.sessions.key(closed) is None
    assert gate.sessions.key(open_) == key
    year = timedelta(days=365)
    with monkeypatch.context() as patch:
        patch.setattr("service.access.sessions.timestamp", lambda later: timestamp(later + year))
        ahead = gate.sessions.open(key)
    assert gate.sessions.key(ahead) is None
    monkeypatch.setattr(
        "service.access.sessions.timestamp", lambda later=year: timestamp(later + 3 * year)
    )
    assert gate.sessions.key(open_) is None
    gate.sessions.purge()
    assert gate.database.rows("SELECT * FROM sessions") == []


def test_a_form_token_is_that_of_its_session_only() -> None:
    assert is_form_token(form_token("one"), "one")
    assert not is_form_token(form_token("one"), "other")
    whole = form_token("one")
    for wrong in ("é", "", "00", "0" * 64, "0" * 128, whole[:-2], whole[:64], whole * 2):
        assert not is_form_token(wrong, "one")
    assert "one" not in form_token("one")


def test_a_form_token_has_nothing_in_common_with_the_one_before() -> None:
    tokens = [form_token("one") for _ in range(20)]
    assert {len(token) for token in tokens} == {128}
    for at in (0, 64):
        assert len({token[at : at + 16] for token in tokens}) == len(tokens)
    assert all(is_form_token(token, "one") for token in tokens)


def test_times_compare_like_texts() -> None:
    assert "2024-12-31T23:59:59Z" < timestamp() < "2999"


@given(role=st.sampled_from(Role), held=st.none() | st.frozensets(names), name=names)
def test_a_role_is_for_its_collections_and_includes_those_before_it(
    role: Role, held: frozenset[str] | None, name: str
) -> None:
    caller = Caller("k", "", role, held)
    covered = held is None or name in held
    assert caller.may_read(name) == covered
    assert caller.may_edit(name) == (covered and role in {Role.EDITOR, Role.ADMIN})
    assert caller.may_administer(name) == (covered and role is Role.ADMIN)
    assert caller.readable([name, "z"]) == (
        (name,) * covered + ("z",) * (held is None or "z" in held)
    )
