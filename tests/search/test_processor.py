import pytest

from search.models.processor import fastest_precision, processor_flags


@pytest.mark.parametrize(
    ("flags", "precision"),
    [
        ({"avx2"}, "f32"),
        (set(), "f32"),
        ({"avx2", "avx512_vnni", "avx512_bf16"}, "int8"),
        ({"avx2", "avx_vnni"}, "int8"),
        ({"avx512_vnni", "amx_bf16", "amx_int8"}, "bf16"),
    ],
)
def test_the_fastest_way_to_multiply(flags: set[str], precision: str) -> None:
    assert fastest_precision(frozenset(flags)) == precision


def test_flags_are_words() -> None:
    assert all(" " not in flag for flag in processor_flags())
