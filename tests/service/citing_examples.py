"""Hits to cite and export: an ordinary one, and one whose every field is hostile."""

from dataclasses import replace

from hypothesis import strategies as st

from search.kinds import Unit
from search.parts import Location
from search.records import Citation, Hit, Publication, Span

QUESTION = "من شارك في الحوار الإقليمي؟"
QUOTE = "وأكد الوزير، في 14 حزيران، أن الحوار فرصة.\nوشارك فيه وفد IOM."
CITATION = Citation(
    document_id="أخبار/2022/حوار.txt",
    title="حوار إقليمي عن مكافحة الاتجار بالبشر",
    source="الوكالة الوطنية",
    url="https://news.example/2022/1?id=7&lang=ar",
    date="2022-06-14",
    author="سعاد الخطيب",
    start=1200,
    end=1200 + len(QUOTE),
    quote=QUOTE,
    location=Location(Unit.PAGE, "7", "8"),
)
HIT = Hit(
    rank=1,
    score=2.5,
    citation=CITATION,
    sentence=Span(1200, 1242),
    evidence=(Span(1205, 1211),),
    confidence=0.93,
    location=Location(Unit.PAGE, "7", "7"),
    also_published=(Publication("wire/2", "عنوان آخر", "صحيفة الصباح", None, "2022-06-15"),),
)
# What would end a field, a record, a cell, a quotation or a line, or show it in another order.
HOSTILE = (
    '=HYPERLINK("http://evil.example")\r\nER  - \r\nTY  - NEWS\r\nTI  - false\n},\n@misc{evil, '
    "title={x}}\n\u202e\u2066# [a](http://evil.example) <script>alert(1)</script> \\ {{ } % $ & _ ~"
    " ^ | ``` \x00\x0b\u2028\u2029 <!-- "
)


def hit_with(text: str, rank: int = 1) -> Hit:
    """A hit that has a text in every field that a source can fill."""
    citation = replace(
        CITATION,
        document_id=text,
        title=text,
        source=text,
        url=f"https://news.example/{text}",
        date=text,
        author=text,
        quote=text,
        end=CITATION.start + len(text),
    )
    end = citation.end
    return replace(HIT, rank=rank, citation=citation, sentence=Span(1200, end), evidence=())


# Letters of both directions, what formats give a meaning to, and anything else.
texts = st.lists(
    st.one_of(
        st.sampled_from(
            ["خبر", "news", "\r\n", "\n", "\r", "TY  - NEWS", "ER  - ", "{", "}", "\\", "@misc{a,"],
        ),
        st.sampled_from(
            ["=1+1", "+", "-", "@", "\t", "'", '"', ",", "%", "#", "`", "<b>", "](x)", "\u202e"],
        ),
        st.sampled_from(
            ["> ", "* ", "1. ", "    ", "\x00", "\x85", "\u2028", "&amp;", "«", "»", "\\\n"],
        ),
        st.text(max_size=5),
    ),
    max_size=8,
).map("".join)
