"""Makes the office files of the corpus, which LibreOffice writes in the formats of newsrooms.

Run as `python -m tests.corpus.build_office`, never by the tests. What each file is to be read as
stands in `expected`, which was stated from the texts here.
"""

import gzip
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("style", "style"), ("text", "text"), ("table", "table")),
        *(("draw", "drawing"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible")),
        *(("number", "datastyle"), ("presentation", "presentation"), ("meta", "meta")),
    )
)
_PAGE = (
    '<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm"'
    ' fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style/></style:page-layout>'
)


def flat(kind: str, body: str, styles: str = "", master: str = "") -> str:
    """An OpenDocument file in one piece."""
    about = "<meta:initial-creator>رنا الخطيب</meta:initial-creator>"
    mime = {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation"}[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMES} office:version="1.3"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' office:mimetype="application/vnd.oasis.opendocument.{mime}">'
        f"<office:meta>{about}</office:meta>"
        f"<office:automatic-styles>{_PAGE}{styles}</office:automatic-styles>"
        f'<office:master-styles><style:master-page style:name="Standard"'
        f' style:page-layout-name="P">{master}</style:master-page></office:master-styles>'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def p(words: str) -> str:
    """A paragraph."""
    return f"<text:p>{words}</text:p>"


def cells(*texts: str) -> str:
    """A row of a table of text."""
    row = "".join(f"<table:table-cell>{p(text)}</table:table-cell>" for text in texts)
    return f"<table:table-row>{row}</table:table-row>"


def decree() -> str:
    """A letterhead, numbered articles, a table with an empty cell, a note, a comment."""
    numbered = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1"'
        ' style:num-format="1" style:num-prefix="المادة " style:num-suffix=":"/></text:list-style>'
    )
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{p('الجريدة الرسمية، العدد 5821.')}</text:note-body></text:note>"
    )
    comment = (
        f"<office:annotation><dc:creator>رنا</dc:creator>{p('راجع العدد')}</office:annotation>"
    )
    articles = (
        "يسمى هذا النظام نظام رخص الصيد ويعمل به من تاريخ نشره.",
        f"تمنح الوزارة الرخصة لسنة واحدة{note}.",
        f"يستوفى عن كل رخصة الرسم المبين في الجدول{comment}.",
    )
    items = "".join(f"<text:list-item>{p(words)}</text:list-item>" for words in articles)
    body = (
        f'<text:h text:outline-level="1">نظام رخص الصيد</text:h>'
        f'<text:list text:style-name="L">{items}</text:list>'
        f'<table:table table:name="T"><table:table-column table:number-columns-repeated="3"/>'
        f"{cells('القارب', 'الطول', 'الرسم')}{cells('صغير', '', '12 دينارا')}</table:table>"
        f"{p('صدر في عمّان.')}"
    )
    header = f"<style:header>{p('وزارة الزراعة - الرقم: 44/ص/2024')}</style:header>"
    return flat("text", body, numbered, header)


def budget() -> str:
    """Two sheets, with a share, a date and an amount as cells show them."""
    styles = (
        '<number:percentage-style style:name="N1"><number:number number:decimal-places="1"'
        ' number:min-decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text>'
        '</number:percentage-style><number:date-style style:name="N2"><number:day'
        ' number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
        '<number:text>/</number:text><number:year number:style="long"/></number:date-style>'
        '<number:number-style style:name="N3"><number:number number:decimal-places="0"'
        ' number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
        + "".join(
            f'<style:style style:name="c{at}" style:family="table-cell"'
            f' style:data-style-name="N{at}"/>'
            for at in (1, 2, 3)
        )
    )

    def value(kind: str, style: int, stated: str) -> str:
        name = "date-value" if kind == "date" else "value"
        return (
            f'<table:table-cell table:style-name="c{style}" office:value-type="{kind}"'
            f' office:{name}="{stated}"/>'
        )

    def text(words: str) -> str:
        return f'<table:table-cell office:value-type="string">{p(words)}</table:table-cell>'

    first = (
        f"<table:table-row>{text('البند')}{text('المبلغ')}{text('الحصة')}{text('التاريخ')}"
        f"</table:table-row><table:table-row>{text('صيانة الميناء')}"
        f"{value('float', 3, '1250000')}"
        f"{value('percentage', 1, '0.125')}"
        f"{value('date', 2, '2024-05-01')}</table:table-row>"
    )
    second = f"<table:table-row><table:table-cell/>{text('سبعة صيادين')}</table:table-row>"
    tables = (
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in (("الموازنة", first), ("الموظفون", second))
    )
    return flat("spreadsheet", "".join(tables), styles)


def plan() -> str:
    """Two slides, the first with what its speaker is to say."""

    def slide(number: int, words: str, notes: str = "") -> str:
        box = (
            '<draw:frame svg:x="1cm" svg:y="1cm" svg:width="15cm" svg:height="4cm">'
            f"<draw:text-box>{p(words)}</draw:text-box></draw:frame>"
        )
        said = (
            '<presentation:notes><draw:frame presentation:class="notes" svg:width="9cm"'
            f' svg:height="9cm"><draw:text-box>{p(notes)}</draw:text-box></draw:frame>'
            "</presentation:notes>"
        )
        return (
            f'<draw:page draw:name="s{number}" draw:master-page-name="Standard">{box}'
            f"{said if notes else ''}</draw:page>"
        )

    pages = slide(1, "خطة تحديث الميناء", "اشكر الحضور") + slide(2, "تبدأ الأعمال في أيار المقبل.")
    return flat("presentation", pages)


def linked() -> str:
    """A picture that is not in the file, but somewhere else."""
    image = '<draw:image xlink:href="http://127.0.0.1:65000/seen.png" xlink:type="simple"/>'
    frame = f'<draw:frame svg:width="3cm" svg:height="3cm">{image}</draw:frame>'
    return flat("text", p(f"وصلت القافلة إلى المعبر.{frame}"))


def main() -> None:
    """Write the files."""
    sources = {
        "decree.fodt": (decree(), ("docx", "doc", "rtf", "odt", "epub")),
        "linked.fodt": (linked(), ("doc",)),
        "budget.fods": (budget(), ("xlsx", "xls", "ods")),
        "plan.fodp": (plan(), ("pptx", "ppt", "odp")),
    }
    for name, (content, forms) in sources.items():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, name)
            source.write_text(content, "utf-8")
            for form in forms:
                profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
                command = ["soffice", profile, "--headless", "--convert-to", form, str(source)]
                subprocess.run([*command, "--outdir", folder], check=True, capture_output=True)
                made = source.with_suffix(f".{form}").read_bytes()
                target = HERE / f"{source.stem}.{form}"
                if form in {"doc", "ppt"}:  # they are large for what they say
                    target = target.with_name(f"{target.name}.gz")
                    made = gzip.compress(made, mtime=0)
                target.write_bytes(made)


if __name__ == "__main__":
    main()
