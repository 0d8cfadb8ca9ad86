import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.stories import BANDS, FEWEST_WORDS, bands, same_story
from search.records import Span

STORY = (
    "أعلنت هيئة الموانئ أمس وصول سفينة محملة بألفي طن من القمح إلى المرفأ الشرقي. وقال مدير الهيئة "
    "سامي الحلواني إن تفريغ الحمولة يستغرق أربعة أيام "
    "وإن المخازن تكفي حاجة السكان حتى نهاية الخريف. "
    "وأضاف أن سفينتين أخريين تصلان قبل منتصف الشهر "
    "المقبل، وأن الوزارة تراقب جودة الحبوب في مختبرها "
    "الجديد. ودعا التجار إلى عدم رفع الأسعار، مؤكدا أن المخالفين سيحالون إلى القضاء دون استثناء."
)
OTHER = (
    "افتتح رئيس البلدية صباح اليوم حديقة عامة في الحي "
    "القديم بعد عامين من أعمال الترميم. وتضم الحديقة "
    "ملاعب للأطفال ومكتبة صغيرة ومسرحا مكشوفا تقام عليه عروض الفرق المحلية كل يوم خميس حتى الشتاء."
)


def weather(day: str, figures: tuple[int, ...]) -> str:
    cities = ("العاصمة", "الساحل", "الجبل", "السهل", "الوادي", "الميناء")
    readings = "، ".join(
        f"وتبلغ درجة الحرارة العظمى المتوقعة في مدن {city} نحو {figure} درجة مئوية"
        for city, figure in zip(cities, figures, strict=True)
    )
    return f"توقعت مصلحة الأرصاد أن يكون الطقس {day} معتدلا نهارا مائلا للبرودة ليلا {readings}."


def telegram(name: str, country: str) -> str:
    return (
        f"بعث الرئيس برقية تهنئة إلى {name} رئيس "
        f"جمهورية {country} بمناسبة ذكرى الاستقلال. وعبر الرئيس "
        "باسمه واسم شعب البلاد وحكومتها عن أصدق "
        "التهاني وأطيب التمنيات بالصحة والسعادة لفخامته ولشعب "
        f"{country} باطراد التقدم والازدهار. كما بعث رئيس الوزراء "
        f"برقية مماثلة إلى {name} عبر فيها عن "
        f"أبلغ التهاني بهذه المناسبة متمنيا لحكومة جمهورية {country} وشعبها الصديق دوام الرقي."
    )


def test_a_copy_spelled_otherwise_is_the_same_story() -> None:
    copy = STORY.replace("أ", "ا").replace("ة", "ه").replace("سفينة", "سفيـ\u0640نة")
    assert same_story(STORY, copy)
    assert bands(STORY) == bands(copy)


def test_a_copy_with_a_paragraph_cut_or_edited_is_the_same_story() -> None:
    cut = STORY[: STORY.index("ودعا التجار")]
    edited = "متابعات: " + STORY.replace("وقال", "وأوضح").replace("أمس", "اليوم")
    for copy in (cut, edited):
        assert same_story(STORY, copy)
        assert same_story(copy, STORY)
        assert set(bands(STORY)) & set(bands(copy))


def test_two_articles_are_two_stories() -> None:
    assert not same_story(STORY, OTHER)
    assert not set(bands(STORY)) & set(bands(OTHER))


def test_a_digest_is_not_the_story_of_one_of_its_parts() -> None:
    assert not same_story(OTHER, "\n".join((OTHER, STORY, STORY.replace("القمح", "الأرز"))))


def test_the_same_form_with_other_figures_is_another_story() -> None:
    today = weather("اليوم", (31, 27, 19, 33, 35, 26))
    assert same_story(today, weather("غدا", (31, 27, 19, 33, 35, 26)))
    assert not same_story(today, weather("اليوم", (28, 24, 15, 30, 32, 22)))


def test_the_same_form_with_other_names_is_another_story() -> None:
    message = telegram("كمال الزيداني", "نوردستان")
    assert same_story(message, message.replace("كما بعث", "وبعث"))
    assert not same_story(message, telegram("فرناندو كاستيو", "سان بيدرو"))


def test_foreign_names_spelled_otherwise_are_no_other_names() -> None:
    report = (
        STORY + " وقال جوارديولا إن تشيلسي رحب. ثم عاد جوارديولا إلى تشيلسي بعد لقاء جوارديولا."
    )
    copy = report.replace("جوارديولا", "غوارديولا").replace("تشيلسي", "تشلسي")
    assert same_story(report, copy)


def test_a_large_number_may_be_written_in_groups() -> None:
    report = STORY + " وبلغت الواردات 41882 طنا و772778 كيسا و253478 صندوقا."
    copy = STORY + " وبلغت الواردات 41 882 طنا و772 778 كيسا و253 478 صندوقا."
    assert same_story(report, copy)


@pytest.mark.parametrize("text", ["", "   \n", "تصوير: سعاد", "وزير الشؤون الاجتماعية", "====="])
def test_a_caption_is_no_story(text: str) -> None:
    assert bands(text) == ()
    assert not same_story(text, text)


def test_the_shortest_story_is_found() -> None:
    text = " ".join(STORY.split()[:FEWEST_WORDS])
    assert len(bands(text)) == BANDS
    assert same_story(text, text + " ")


def test_ignored_spans_do_not_make_a_story() -> None:
    frame = "شارك هذا الخبر مع أصدقائك على صفحاتنا في كل مكان وتابع جديد أخبارنا أولا بأول كل يوم. "
    a, b = frame * 5 + STORY, frame * 5 + OTHER
    ignored = (Span(0, len(frame) * 5),)
    assert not set(bands(a, ignored)) & set(bands(b, ignored))
    assert bands(a, ignored) == bands(STORY)
    assert same_story(a, STORY, ignored)


def test_bands_that_an_index_keeps_never_change() -> None:
    assert bands(STORY)[:2] == (-8670981692167950551, 7961064758366654755)


@given(st.text(alphabet=st.sampled_from("ابتج دهو\n 12."), max_size=400))
def test_bands_are_signed_and_all_or_none(text: str) -> None:
    found = bands(text)
    assert len(found) in {0, BANDS}
    assert all(-(2**63) <= band < 2**63 for band in found)


@given(st.integers(0, 2**32), st.integers(0, 30))
def test_same_story_has_no_direction(seed: int, changes: int) -> None:
    chooser = random.Random(seed)  # noqa: S311 - no secret
    mixed = STORY.split()
    for _ in range(changes):
        mixed[chooser.randrange(len(mixed))] = chooser.choice(OTHER.split())
    assert same_story(STORY, " ".join(mixed)) == same_story(" ".join(mixed), STORY)


def test_words_that_are_made_to_resemble_each_other_take_no_longer() -> None:
    same = " ".join(f"كلمة{number}" for number in range(3000))
    first, second = (
        " ".join([same, *(one * size + other * size for size in [*range(150, 200)] * 10)])
        for one, other in ("اب", "با")
    )
    began = time.thread_time()
    assert not same_story(first, second)
    assert time.thread_time() - began < 10  # it took half a minute
