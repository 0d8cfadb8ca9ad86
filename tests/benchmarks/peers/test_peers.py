import gc
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import peers
from benchmarks.peers import NEEDS, PEERS, PeerMissingError, check_installed, open_peer
from testing.hashing_encoder import HashingEncoder
from tests.benchmarks.tiny import CORPUS, QUESTIONS

# They open more than they close.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def freed() -> Iterator[None]:
    """What a peer leaves open is freed with its test, where the warning is let pass."""
    yield
    gc.collect()


class HashingEmbedder:
    """Tells whether questions and passages were kept apart."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self._encoder = HashingEncoder()

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack(
            [e.vector for e in self._encoder.encode_passages([(None, t) for t in texts])]
        )

    def question(self, text: str) -> NDArray[np.float32]:
        self.questions.append(text)
        return self._encoder.encode_question(text).vector


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_finds_what_the_question_names(name: str) -> None:
    for module in NEEDS[name]:
        pytest.importorskip(module)
    embedder = HashingEmbedder()
    peer = open_peer(name, embedder)
    texts = list(CORPUS.values())
    peer.index(texts)
    ids = list(CORPUS)
    for question, document in list(QUESTIONS.values())[:3]:
        found = peer.search(question, 5)
        assert ids[found[0]] == document
        assert len(found) == len(set(found)) <= 5
    if name in peers.VECTOR_PEERS:
        assert embedder.questions == [question for question, _ in list(QUESTIONS.values())[:3]]


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("question", ["؟", 'سعر "الخبز', "ميناء AND (", "سعر: +الخبز* -ميناء~ /"])
def test_signs_of_a_query_language_are_only_signs(name: str, question: str) -> None:
    for module in NEEDS[name]:
        pytest.importorskip(module)
    peer = open_peer(name, HashingEmbedder())
    peer.index(list(CORPUS.values()))
    assert len(peer.search(question, 3)) <= 3


@pytest.mark.parametrize("name", ["lucene", "bm25s"])
def test_a_peer_for_arabic_finds_inflected_and_vocalised_words(name: str) -> None:
    for module in NEEDS[name]:
        pytest.importorskip(module)
    peer = open_peer(name, HashingEmbedder())
    peer.index(["بنيت المدرسة", "درس", "كتب الم\u064fعل\u0651\u0650م\u0648ن الدرس"])
    assert peer.search("ومدرسة", 1) == [0]
    assert peer.search("للمعلمون", 3) == [2]


def test_what_is_not_installed_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "find_spec", lambda name: None if name == "txtai" else name)
    check_installed(["lucene"])
    with pytest.raises(PeerMissingError, match=r"^txtai not installed: .*\[peers\]"):
        check_installed(["lucene", "txtai"])
