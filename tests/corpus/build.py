"""Generate the PDF and Word files of this folder; run by hand, never by the tests.

Needs Chromium, LibreOffice (`soffice`) and the Noto fonts: two programs that lay out Arabic in
different ways, as the offices that publish PDFs do. Usage: `python tests/corpus/build.py`.
"""

import html
import io
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdfium2
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
FONT = "Noto Naskh Arabic"
WIDE_FONT = "DejaVu Sans"

HEADING = "الهيئة العامة لسلامة المياه تطلق خطة رصد الأنهار"
HEADER = "الهيئة العامة لسلامة المياه - بيان صحفي"
PARAGRAPHS = (
    "أعلنت الهيئة العامة لسلامة المياه، في بيان أصدرته صباح اليوم الأحد، إطلاق خطة وطنية لرصد "
    "نوعية المياه في الأنهار والسدود تمتد ثلاث سنوات، وتشمل إقامة 48 محطة رصد آلية في سبع "
    "محافظات، بكلفة إجمالية قدرها 12.5 مليون دينار.",
    "وقال رئيس الهيئة المهندس سامر الحلواني إن نسبة العينات المطابقة للمواصفات ارتفعت إلى 94.2% "
    "في العام الماضي مقابل 88% قبل عامين، مشيرًا إلى أن الهدف هو بلوغ 99% بنهاية عام 2027. وأضاف: "
    "«لا تهاون في سلامة المياه، ولا استثناء لأي منشأة صناعية».",
    "وأوضح الحلواني أن المحطات الجديدة ترسل قياساتها كل خمس عشرة دقيقة إلى غرفة عمليات مركزية، وأن "
    "الإنذار يصدر تلقائيًا متى تجاوز تركيز النترات 50 ملغ/لتر أو انخفض الأكسجين المذاب دون الحد "
    "المسموح به. وستُنشر القراءات على موقع الهيئة ليطّلع عليها المواطنون والباحثون.",
    "وبيّنت مديرة المختبرات الدكتورة ليلى الأمين أن الفرق الفنية جمعت خلال الأشهر الستة الأولى من "
    "العام 3,417 عينة، أُخضعت للفحوص الكيميائية والجرثومية وفق المواصفة ISO 5667، وأن نتائج 202 "
    "عينة منها استدعت إعادة الفحص.",
    "ولفتت الأمين إلى أن التلوث العضوي يتركز في المجاري السفلى قرب التجمعات السكنية غير المخدومة "
    "بشبكات الصرف، داعية البلديات إلى الإسراع في إنجاز محطات المعالجة التي تأخر تنفيذها عن "
    "الجدول المقرر بنحو أحد عشر شهرًا.",
    "وتتضمن الخطة أربعة محاور: تحديث شبكة الرصد، وتأهيل المختبرات الإقليمية، وبناء قاعدة بيانات "
    "مفتوحة، وتدريب 120 فنيًا على تشغيل الأجهزة وصيانتها. ويموَّل 65% من كلفتها من الموازنة العامة، "
    "و35% من قرض ميسر مدته عشرون عامًا.",
    "وفي رده على أسئلة الصحفيين، قال الحلواني إن الهيئة أحالت سبع منشآت إلى القضاء منذ مطلع العام، "
    "وأغلقت ثلاثًا منها إغلاقًا مؤقتًا إلى أن تستكمل وحدات المعالجة الداخلية، مؤكدًا أن الغرامات "
    "ستُضاعف في حال تكرار المخالفة.",
    "ورحبت جمعية أصدقاء النهر بالخطة، وقالت في تعليق مكتوب إن نشر القراءات أولًا بأول مطلب قديم "
    "للمزارعين والصيادين على السواء، لكنها طالبت بإشراك الأهالي في اختيار مواقع المحطات وبإعلان "
    "أسماء المنشآت المخالفة.",
    "ومن المقرر أن تبدأ أعمال التركيب في الأول من أيلول المقبل في محافظات الشمال، ثم تنتقل إلى "
    "الوسط في الربع الأول من العام القادم، على أن تكتمل في الجنوب قبل حلول الصيف. وتتولى لجنة من "
    "ثلاث وزارات متابعة التنفيذ ورفع تقرير كل ثلاثة أشهر.",
    "وختم البيان بدعوة المواطنين إلى الإبلاغ عن أي تغير في لون المياه أو رائحتها على الرقم المجاني "
    "1950 أو عبر البريد info@water-safety.example، مؤكدًا أن البلاغات تُعامل بسرية تامة وأن "
    "الرد عليها يصل خلال 48 ساعة.",
)
PROVINCES = "أسعار الخضار في سوق الجملة (بالدينار للطن)"
ROWS = (
    ("الصنف", "آذار", "نيسان", "التغير"),
    ("البندورة", "310", "265", "-14.5%"),
    ("البطاطا", "420", "441", "+5%"),
    ("الخيار البلاستيكي", "380", "375.5", "-1.2%"),
    ("الباذنجان", "290", "290", "0%"),
    ("لوبياء خضراء", "1,150", "1,240", "+7.8%"),
)
NOTE = "المصدر: إدارة سوق الجملة المركزي، نشرة رقم 17 لعام 2023."
COLUMNS_TITLE = "حكاية بئر في طرف القرية"
COLUMNS = (
    "كانت البئر القديمة في طرف القرية آخر ما بقي من زمن القوافل. حجارتها سوداء ملساء من أثر "
    "الحبال، وحولها دائرة من الطين لا تجف صيفًا ولا شتاء.",
    "يقول الحاج منصور إن جده حفرها في أربعين يومًا مع ستة من الرجال، وإن الماء خرج إليهم باردًا "
    "صافيًا عند الذراع الثلاثين، فذبحوا شاة ووزعوا لحمها على البيوت.",
    "وبعد أن وصلت شبكة المياه إلى البيوت عام 1974 نسي الناس البئر، إلا قليلًا من الرعاة. وصارت "
    "النساء يروين عنها الحكايات: من رأى فيها وجه القمر مرتين عاد من سفره سالمًا.",
    "في الصيف الماضي انقطع الماء عن القرية تسعة أيام. حمل الشبان الدلاء والحبال، ورفعوا الغطاء "
    "الخشبي، فإذا الماء في مكانه كما تركه الأجداد.",
    "اليوم تنظف البلدية محيط البئر وتزرع حوله شجيرات الزيتون، وقد كتب على لوحة صغيرة: اشرب وادع "
    "لمن حفر. ويأتي التلاميذ كل خميس ليسمعوا الحكاية من أولها.",
    "أما الحاج منصور فيجلس عند الباب ويبتسم. لا يزيد على ما قال، ولا يأذن لأحد أن ينقص منه. "
    "ويكرر إذا سئل: البئر لا تنسى أحدًا.",
)
MIXED = (
    "ارتفع مؤشر FTSE 100 بنسبة 1.75% إلى 7,512.3 نقطة، وتراجع سهم شركة Nile Data Systems بنسبة "
    "3% بعد إعلانها خسارة قدرها $4.2 مليون في الربع الثالث (Q3 2023).",
    "قَالَ المُعَلِّمُ لِلتَّلامِيذِ: اِقْرَأُوا النَّصَّ مَرَّتَيْنِ، ثُمَّ أَجِيبُوا عَنِ الأَسْئِلَةِ.",
    "ولا بد للآباء من الاطلاع على الآراء كلها، فلا إفراط ولا تفريط، وللأمهات مثل ما للآباء.",
    "بلغت الزيادة ١٢٫٥٪ بين عامي ٢٠١٩ و٢٠٢٣، أي من ٤٬٢٠٠ إلى ٤٬٧٢٥ طالبًا.",
    "للتواصل: هاتف 06-555-0142، الموقع www.nile-data.example/ar، من الساعة 8:30 إلى 15:00 يوم "
    "12/10/2023 (قاعة B-7، الطابق 2/3).",
)
MIXED_TITLE = "موجز الأسواق والتعليم"

STYLE = f"""
@page {{ size: A4; margin: 25mm 22mm;
  @top-center {{ content: "{HEADER}"; font: 10pt "{FONT}"; direction: rtl; }}
  @bottom-center {{ content: counter(page); font: 10pt "{FONT}"; }} }}
@page plain {{ @top-center {{ content: none; }} @bottom-center {{ content: none; }} }}
body {{ font: 16pt/2 "{FONT}"; text-align: justify; }}
body.plain {{ page: plain; font-size: 13pt; line-height: 1.7; }}
h1 {{ font-size: 22pt; text-align: right; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border: 1px solid #555; padding: 3mm; text-align: right; }}
.columns {{ columns: 2; column-gap: 10mm; }}
"""


def page(title: str, body: str, *, kind: str = "") -> str:
    """An Arabic HTML page."""
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>{title}</title>'
        f'<style>{STYLE}</style><body class="{kind}"><h1>{title}</h1>{body}</body></html>'
    )


def paragraphs(texts: Sequence[str]) -> str:
    """Paragraphs in HTML."""
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


def chromium(name: str, content: str) -> None:
    """Print a page to a PDF file of this folder."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(content, "utf-8")
        subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-pdf-header-footer",
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={HERE / name}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def libreoffice(name: str, document: Document) -> None:
    """Save a Word document as a PDF file of this folder."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, name).with_suffix(".docx")
        document.save(str(source))
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(HERE),
                str(source),
            ],
            check=True,
            capture_output=True,
        )


def word(*, size: int = 14) -> Document:
    """An empty Word document, to be written from right to left."""
    document = docx.Document()
    properties = document.styles["Normal"].element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(2 * size))
    properties.append(complex_size)
    document.styles["Normal"].font.size = Pt(size)
    return document


def rtl(paragraph: Paragraph) -> Paragraph:
    """Turn a paragraph and its runs from right to left."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
    return paragraph


def add_page_number(paragraph: Paragraph) -> None:
    """Add a field with the number of the page."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()._r
        if kind is None:
            code = OxmlElement("w:instrText")
            code.text = "PAGE"
            run.append(code)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)


def add_table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    """Add a table that begins at the right."""
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text)
            rtl(cell.paragraphs[0])


def press_word() -> Document:
    """The press release: header, page numbers, three pages."""
    document = word(size=17)
    section = document.sections[0]
    section.header.paragraphs[0].text = HEADER
    rtl(section.header.paragraphs[0])
    add_page_number(section.footer.paragraphs[0])
    document.core_properties.title = HEADING
    document.core_properties.author = "مكتب الإعلام"
    rtl(document.add_heading(HEADING, 1))
    for text in PARAGRAPHS:
        paragraph = rtl(document.add_paragraph(text))
        paragraph.paragraph_format.line_spacing = 1.5
    return document


def columns_word() -> Document:
    """A title over two columns that begin at the right."""
    document = word()
    rtl(document.add_heading(COLUMNS_TITLE, 1))
    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "600")
    section._sectPr.append(OxmlElement("w:bidi"))
    for text in COLUMNS:
        paragraph = rtl(document.add_paragraph(text))
        paragraph.paragraph_format.first_line_indent = Pt(18)
        paragraph.paragraph_format.space_after = Pt(0)
    return document


def table_word() -> Document:
    """A heading, a table and a note."""
    document = word()
    rtl(document.add_heading(PROVINCES, 1))
    add_table(document, ROWS)
    rtl(document.add_paragraph(NOTE))
    return document


def mixed_word() -> Document:
    """Paragraphs that mix scripts, numbers and marks."""
    document = word()
    rtl(document.add_heading(MIXED_TITLE, 1))
    for text in MIXED:
        rtl(document.add_paragraph(text))
    return document


NOTE_TEXT = "نُشر القرار في الجريدة الرسمية، العدد 5821."


def report_word() -> Document:
    """A report with headings, a table, a text box and a footnote."""
    document = word()
    document.core_properties.title = "تقرير لجنة التعليم عن العام الدراسي"
    document.core_properties.author = "رنا الخطيب"
    document.core_properties.created = datetime(2023, 9, 14, 10, 30, tzinfo=UTC)
    rtl(document.add_heading("تقرير لجنة التعليم عن العام الدراسي", 1))
    first = rtl(
        document.add_paragraph(
            "عقدت اللجنة تسعة اجتماعات، واستمعت إلى 14 شهادة من مديري المدارس والمعلمين "
            "وأولياء الأمور، وزارت ست مدارس في الأرياف."
        )
    )
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), "1")
    first.add_run()._r.append(mark)
    rtl(document.add_heading("الأعداد", 2))
    add_table(
        document,
        (
            ("المرحلة", "الطلاب", "المعلمون"),
            ("الابتدائية", "18,240", "912"),
            ("الثانوية", "7,615", "466"),
        ),
    )
    rtl(document.add_heading("التوصيات", 2))
    rtl(document.add_paragraph("سد النقص في معلمي الرياضيات\u200f قبل بداية الفصل الثاني."))
    rtl(document.add_paragraph("فتح المكتبات المدرسية\u202b بعد الدوام\u202c لأبناء الحي."))
    add_footnote(document)
    return document


def add_footnote(document: Document) -> None:
    """Add the part with the footnotes, which python-docx cannot write."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{name}">'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>{NOTE_TEXT}</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def scanned(name: str, source: str) -> None:
    """Save a picture of the first page of a PDF file as another PDF file."""
    page = pypdfium2.PdfDocument(HERE / source)[0]
    picture = page.render(scale=150 / 72, grayscale=True).to_pil()
    with io.BytesIO() as stream:
        picture.point(lambda value: 255 * (value > 140)).convert("1").save(stream, "PDF")
        (HERE / name).write_bytes(stream.getvalue())


def main() -> None:
    """Write every file."""
    chromium("press-release.chromium.pdf", page(HEADING, paragraphs(PARAGRAPHS)))
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in ROWS]
    table = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    chromium("table.chromium.pdf", page(PROVINCES, f"{table}<p>{NOTE}</p>", kind="plain"))
    columns = f'<div class="columns">{paragraphs(COLUMNS)}</div>'
    chromium("columns.chromium.pdf", page(COLUMNS_TITLE, columns, kind="plain"))
    wide = page(COLUMNS_TITLE, columns, kind="plain").replace(FONT, WIDE_FONT)
    chromium("columns-wide-font.chromium.pdf", wide)
    chromium("mixed.chromium.pdf", page(MIXED_TITLE, paragraphs(MIXED), kind="plain"))
    libreoffice("press-release.libreoffice.pdf", press_word())
    libreoffice("table.libreoffice.pdf", table_word())
    libreoffice("columns.libreoffice.pdf", columns_word())
    libreoffice("mixed.libreoffice.pdf", mixed_word())
    report_word().save(str(HERE / "committee.docx"))
    scanned("scanned.pdf", "columns.chromium.pdf")


if __name__ == "__main__":
    main()
