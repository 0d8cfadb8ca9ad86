"""What words of dialects say in the standard language."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic import dialects
from search.arabic.analyzer import words
from search.arabic.dialects import standard
from search.arabic.normalizer import normalize


def read(question: str) -> str:
    found = list(words(question))
    for i, said in sorted(standard(question, found).items(), reverse=True):
        start, end = found[i].span
        question = (question[:start] if said else question[:start].rstrip()) + said + question[end:]
    return " ".join(question.split())


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        # Egyptian
        ("هو المدرب قال إيه بعد الماتش؟", "هو المدرب قال ما بعد المباراة؟"),
        ("ليه الوزير مش عايز يتكلم؟", "لماذا الوزير ليس يريد يتحدث؟"),
        ("الكوبري اتكلف قد إيه؟", "الكوبري كلف كم؟"),
        ("إمتى هيسافر الوفد ده؟", "متى يسافر الوفد هذا؟"),
        ("مين اللي ما بيعرفش العنوان؟", "من الذي ما يعرف العنوان؟"),
        ("الولد عمل إيه تاني يوم؟", "الصبي فعل ما اليوم التالي؟"),
        ("الفايدة إيه من المية؟", "الفائدة ما من الماء؟"),
        # Levantine
        ("شو عم يعمل الوزير هلق؟", "ما يعمل الوزير الآن؟"),
        ("وين رح يلعب المنتخب؟", "أين سوف يلعب المنتخب؟"),
        ("شو صار بتونس؟", "ما حدث في تونس؟"),
        ("بدي اعرف مين فاز", "من فاز"),
        ("شو منعمل بهالمشكلة؟", "ما نعمل بالمشكلة؟"),
        # Gulf and Iraqi
        ("وش يبغى النادي من المدرب؟", "ما يريد النادي من المدرب؟"),
        ("شلون صار الحادث وشكد عدد الضحايا؟", "كيف صار الحادث وكم عدد الضحايا؟"),
        ("ليش ماكو كهرباء هسه؟", "لماذا لا يوجد كهرباء الآن؟"),
        ("متى بيفتحون الحدود؟", "متى يفتحون الحدود؟"),
        ("وش قال ب. العلي؟", "ما قال ب. العلي؟"),
        ("شكو ماكو بالأخبار؟", "ما الجديد بالأخبار؟"),
        ("شگد سعر النفط هسه", "كم سعر النفط الآن"),
        ("وش سووا أهل القرية بعدين؟", "ما فعلوا أهل القرية بعد ذلك؟"),
        # Known by a verb alone
        ("كم مرة بيستخدم الكاتب القلم؟", "كم مرة يستخدم الكاتب القلم؟"),
        ("على أي درجة كنقليو البصل؟", "على أي درجة نقلي البصل؟"),
        # Maghrebi
        ("شنو كيتستعمل ف المدينة؟", "ما يستخدم في المدينة؟"),
        ("شنو كيدير الرئيس ديال الجمعية؟", "ما يفعل الرئيس الجمعية؟"),
        ("علاش ماكاينش الضو فالمدينة؟", "لماذا لا يوجد الضو في المدينة؟"),
        ("آش وقع فتونس البارح؟", "ماذا حدث في تونس أمس؟"),
        ("شنو دارو باش نسمعوها؟", "ما فعلوا لكي نسمعها؟"),
        ("فين شافو واحد الراجل؟", "أين رأى الرجل؟"),
        ("شحال ديال الناس مشاو للسوق؟", "كم الناس ذهبوا للسوق؟"),
    ],
)
def test_a_question_in_a_dialect(asked: str, meant: str) -> None:
    assert read(asked) == meant


@pytest.mark.parametrize(
    "question",
    [
        "ما هي دول مجلس التعاون الخليجي؟",
        "كم مرة فاز المنتخب بالكأس؟",
        "من هو الرئيس هادي ومتى عاد إلى عدن؟",
        "ما حق المرأة في الميراث؟",
        "متى أسس عم الأمير جيش الدولة؟",
        "منذ ذلك الحين لم يعد راجع الحساب",
        "من راح ضحية الهجوم الذي وقع أمس؟",
        "متى قام كيباكي بتوقيع اتفاق مع كانتور؟",
        "ما شبكة أيه بي سي؟",
        "بأي لغة ورد جل ما في الكتابة؟",
        "من الذي وضع حدا لنقص القانون؟",
        "كم يبعد ف. أوتكولت عن المنزل؟",
        "ماذا عمل وماذا صار في دار السلام؟",
        "هل مات نقاش في العطش والجيش؟",
        "ما قصة سورة البقرة وآية الكرسي؟",
        "من لعب في نادي زي أو دار السلام؟",
        "أي نظرية تشرح الجاذبية بأفضل وجه؟",
        "ما الذي تقوم الحكومة بتحقيقه وبتنظيمه؟",
        "بيومي وبيزنطة وبيروت في أي قرن؟",
        "من كتب عن نجيب محفوظ ومحمود شوكت؟",
    ],
)
def test_the_standard_language_is_left_alone(question: str) -> None:
    assert standard(question, list(words(question))) == {}


def test_every_word_of_the_table_says_one_thing() -> None:
    path = Path(dialects.__file__).with_suffix(".toml")
    for section, table in tomllib.loads(path.read_text("utf-8")).items():
        listed = [word for written in table.values() for word in written.split()]
        assert len(listed) == len(set(listed)), section
        said = {normalize(word) for meant in table for word in meant.split()}
        assert section != "sure" or not said.intersection(map(normalize, listed))


def test_a_word_is_read_in_no_question_of_the_standard_language() -> None:
    assert standard("الشغل", list(words("الشغل"))) == {}
    asked = "وين الشغل؟"
    assert standard(asked, list(words(asked))) == {0: "أين", 1: "العمل"}


@given(st.lists(st.sampled_from([*"بفتنيود.مش ", "شو ", "بتونس", "فمصر", "ون"]), max_size=12))
def test_any_text_is_read_word_by_word(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(words(text))
    assert set(standard(text, found)) <= set(range(len(found)))
