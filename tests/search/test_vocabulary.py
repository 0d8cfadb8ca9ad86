"""How much tokens say, by how common they are."""

import json

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram, WordLevel
from tokenizers.pre_tokenizers import Whitespace

from search.models.vocabulary import SkipList, Telling, Vocabulary, read_vocabulary

WORDS = ("[UNK]", "المشروع", "استراتيجية", "في", "،", "وزير", "من")
ID = {word: i for i, word in enumerate(WORDS)}


@pytest.fixture(scope="module")
def measured() -> Vocabulary:
    made = Tokenizer(WordLevel({**ID, "the": len(WORDS)}, "[UNK]"))
    made.pre_tokenizer = Whitespace()
    return Vocabulary.of(made)


def test_tokens_are_weighed_as_they_are_common_and_not_by_their_place(
    measured: Vocabulary,
) -> None:
    weights = measured.weights(np.asarray([ID["في"], ID["وزير"], ID["استراتيجية"]]))
    assert weights.sum() == pytest.approx(1)
    assert weights[0] <= weights[1] <= weights[2]
    assert weights[0] < weights[2]
    assert measured.fingerprint is not None


def test_the_commonest_tokens_have_no_codes() -> None:
    listed = [f"{chr(0x0621 + i)}" for i in range(20)]
    made = Tokenizer(WordLevel({"[UNK]": 0, **{w: i + 1 for i, w in enumerate(listed)}}, "[UNK]"))
    made.pre_tokenizer = Whitespace()
    common = Vocabulary.of(made)
    counts = np.asarray([common.tells(np.asarray([i]))[0] for i in range(21)])
    assert counts[1:].any()
    assert len(common.silent) == (~counts).sum()


def test_a_sorted_vocabulary_is_taken_by_its_places() -> None:
    pieces = [("<s>", 0.0), ("<unk>", 0.0), *((f"p{i}", -1.0 - i / 100) for i in range(600))]
    of_order = Vocabulary.of(Tokenizer(Unigram(pieces, 1)))
    assert of_order.fingerprint is None
    assert of_order.tells(np.asarray([499, 500])).tolist() == [False, True]
    shuffled = [*pieces[:2], *pieces[2::2], *pieces[3::2]]
    again = Vocabulary.of(Tokenizer(Unigram(shuffled[::-1], 1)))
    assert again.fingerprint is not None


def test_a_skip_list_weighs_all_alike() -> None:
    skips = SkipList(frozenset({3}))
    assert skips.tells(np.asarray([2, 3, 4])).tolist() == [True, False, True]
    assert skips.weights(np.asarray([3, 4])).tolist() == [0.5, 0.5]
    assert skips.weights(np.empty(0, np.int64)).tolist() == []


@pytest.mark.parametrize("kind", ["measured", "sorted", "skip list"])
def test_what_was_measured_is_kept_as_it_was(measured: Vocabulary, kind: str) -> None:
    kinds: dict[str, Telling] = {
        "measured": measured,
        "sorted": Vocabulary.sorted(),
        "skip list": SkipList({3, 1}),
    }
    whole = kinds[kind]
    again = read_vocabulary(json.loads(json.dumps(whole.to_record())))
    ids = np.arange(len(WORDS) + 1)
    np.testing.assert_array_equal(again.tells(ids), whole.tells(ids))
    np.testing.assert_array_equal(again.weights(ids), whole.weights(ids))
    assert (again.fingerprint, again.silent) == (whole.fingerprint, whole.silent)


ORDER: dict[str, object] = {"order": [2, 1], "size": 3, "untelling": 1}


@pytest.mark.parametrize(
    "record",
    [
        *(None, [], {}, {"sorted": False}, {"skipped": 3}, {"skipped": [-1]}, {"skipped": [1, 1]}),
        *({"skipped": [1 << 21]}, {"skipped": [True]}, {"skipped": ["1"]}),
        *({**ORDER, "order": each} for each in ([3], [1, 1], [-1], [0.5], [None], "12", None)),
        *({**ORDER, "size": each} for each in (0, -1, 1 << 40, 2.0, "3", None)),
        *({**ORDER, "untelling": each} for each in (-1, 501, None, 0.5)),
        {name: value for name, value in ORDER.items() if name != "size"},
    ],
)
def test_what_nobody_measured_is_refused(record: object) -> None:
    with pytest.raises(ValueError, match="tokens"):
        read_vocabulary(record)
