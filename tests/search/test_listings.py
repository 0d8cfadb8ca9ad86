"""Words are looked for by their letters before a text is taken apart, and none is lost by that."""

import pytest

from search.arabic import cohyponyms, denied_reports, tolls
from search.arabic.analyzer import words
from search.arabic.caveats import _BEGINNINGS, _KNOWN, _rules_of
from search.arabic.cohyponyms import may_have_kind, things_in
from search.arabic.denials import DENIED_IT, FALSE
from search.arabic.listings import Parts, listed
from search.arabic.normalizer import normalize
from search.arabic.suppositions import FUTURE
from search.arabic.unsaid import DENIALS, NOT_YET, PLANS, RUMOURS


def test_a_text_that_has_a_word_may_have_it() -> None:
    known = listed("خبر الخبر أنباء")
    assert all(Parts(known).may_be_in(normalize(f"قيل و{word} أمس")) for word in known)
    assert not Parts(known).may_be_in(normalize("وصل الوزير أمس"))
    assert not Parts(()).may_be_in("خبر")


def test_the_words_that_rules_begin_at_may_have_them() -> None:
    known = RUMOURS | DENIALS | PLANS | NOT_YET | FALSE
    joined = {and_ + form for form in known for and_ in ("", "و", "ف", "ال", "الو")}
    verbs = ("نفا", "نفت", "ينفي", "تكذب", "يفند", "دحض", "كذبت", "انكرت", "ينكر", "تنكر")
    denied = {f"{and_}{verb}ها" for verb in verbs for and_ in ("", "و", "ف")}
    future = {"سيزور", "وستعلن", "فسنعود"}
    assert all(map(DENIED_IT.fullmatch, denied))
    assert all(map(FUTURE.fullmatch, future))
    forms = joined | denied | future
    asked = {form for form in forms if form in _KNOWN or form.startswith(_BEGINNINGS)}
    assert {form for form in forms if _rules_of(form)} <= asked
    assert "مدينه" not in _KNOWN


@pytest.mark.parametrize("name", ["الفضة", "فضته", "وفضتها", "بالذهب", "والنفط", "شهر مارس"])
def test_a_thing_is_not_overlooked(name: str) -> None:
    for place in things_in(list(words(name))):
        assert may_have_kind(place.thing.kind, normalize(name))


def test_every_name_of_a_thing_may_be_one() -> None:
    for name, (thing, _) in cohyponyms._things().items():
        assert may_have_kind(thing.kind, name), name
    kinds = {thing.kind for thing, _ in cohyponyms._things().values()}
    assert not any(may_have_kind(kind, "xyz") for kind in kinds)


def test_a_text_without_such_words_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(text: str) -> None:
        raise AssertionError(text)

    monkeypatch.setattr(denied_reports, "words_of", never)
    monkeypatch.setattr(tolls, "words_of", never)
    text = "سافر الوزير إلى بيروت، ومعه عدد من النواب."
    assert not denied_reports.is_denied_report("نفي", text, "سافر الوزير إلى بيروت")
    tolls._raised.cache_clear()
    assert not tolls._raised(text)
