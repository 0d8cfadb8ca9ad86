"""How much of what was written is read again from PDF files in every Arabic font.

    python -m benchmarks.fonts [--text FILE] [--keep FOLDER] [--font NAME] > fonts.json

sets one text in every Arabic font that the machine has (``fc-list :lang=ar``), prints it to PDF
with each program of ``MAKERS`` that is installed, reads the files and prints, as JSON, the share of
the text's words that were read as written, in order, with what was read for those that were not.
``--keep`` leaves the files in a folder and takes those that are there already.

Needs Chromium, LibreOffice (``soffice``) and WeasyPrint (``pip install weasyprint``), and the
fonts: ``apt-get install fonts-arabeyes fonts-farsiweb fonts-freefarsi fonts-freefont-ttf
fonts-hosny-amiri fonts-hosny-thabit fonts-kacst fonts-kacst-one fonts-lemonada fonts-noto-core
fonts-noto-extra fonts-noto-ui-core fonts-paktype fonts-sil-alkalami fonts-sil-awami-nastaliq
fonts-sil-harmattan fonts-sil-lateef fonts-sil-scheherazade fonts-unikurdweb fonts-dejavu
fonts-unifont``.
"""

import argparse
import html
import json
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from benchmarks.machine import describe_machine
from indexer.readers import ReadOptions, open_input, read_input
from search.records import Document

_TIMEOUT = 120  # seconds for a file
_POINTS = 14
_RIGHT_ENOUGH = 0.995

TEXT = """\
لجنة المحافظة تبحث أزمة المياه في الجنوب

عقد المجلس المحلي في محافظة الحسكة أمس اجتماعاً طارئاً بحث فيه نقص المياه، وحضره محمد نجم الدين \
والمهندسة لمياء الحمصي وعبد الله بن يحيى ونجلاء المجالي. وقال المتحدث إن المجلس لا يملك إلا أن \
يلجأ إلى الآبار القديمة حتى تنتهي أعمال الصيانة.

وأضاف: «لم نلمس تحسناً يُذكر منذ الصيف الماضي، ولمّا طلبنا الآلات لم تصل». ولفتت الحمصي إلى أن \
كمية المياه انخفضت بنسبة 12.5% مقابل 8% في 2023، وأن كلفة الإصلاح تبلغ 1,250,000 دولار.

يحتجّ المحامون والمعلمون والممرضات على تأخّر الأجور، ويجمع المحتجون تواقيعهم لتسليمها إلى محكمة \
النقض. ولا يُخفي بعضهم خشيته من أن تُلغى الاتفاقية كلياً، لأن الحكومة لم تحدد مهلاً نهائية.

وفي المخيم المجاور جمع متطوعون حليباً وخبزاً ولحماً مجمداً للأسر المحتاجة، ثم نقلوا المرضى إلى \
مستشفى الحميدية. يقول الحاج نجيب: «الحمد لله، لكن البرد لا يرحم، والليل طويل».

كَتَبَ المُعَلِّمُ عَلَى اللَّوْحِ جُمْلَةً قَصِيرَةً، ثُمَّ قَرَأَهَا التِّلْمِيذُ بِصَوْتٍ عَالٍ.

أسس Ahmed Najm شركة Blue Nile (BN) في 15 آذار 1998، وهاتفها 06-555-0142 وموقعها \
www.bluenile.example من الساعة 8:30 إلى 15:00. سألته: هل يلحق المتخلفون بالركب؟ فأجاب: نعم؛ بلا شك!

تمنح الهيئة قروضاً صغيرة للنساء في حمص وحماة والحجاز وبغداد وتلمسان وطنجة، ويتحمل البنك المخاطر. \
ومن شروطها ألا يتجاوز سن المتقدمة خمسين عاماً، وأن تلتزم بخطة عمل محكمة، وأن تسهم في تمويل مشاريع \
صغيرة تخص الخياطة والنجارة وصناعة الأجبان والحلي ومشاتل الأزهار. ولئن تأخر الإنجاز فلأن الأمطار \
هطلت غزيرة، فملأت السدود الثلاثة ثم غمرت المحاصيل. وبيّن الخبير أن مجمل الخسائر يفوق ما أُعلن، \
وأن المجتمع المحلي ينتظر تعويضات تليق بحجم الضرر، لا كلاماً يتبخر مع أول نسمة ريح.
"""

_PAGE = """<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>.</title>
<style>@page {{ size: A4; margin: 20mm }}
body {{ font: {size}pt/1.9 "{font}"; margin: 0 }}</style><body>{body}</body></html>"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--font", action="append")
    arguments = parser.parse_args()
    text = arguments.text.read_text("utf-8") if arguments.text else TEXT
    fonts = arguments.font or installed_fonts()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        makers = {program: make for program, make in MAKERS.items() if shutil.which(program)}
        found = {
            program: _sweep(folder / program, fonts, text, make) for program, make in makers.items()
        }
    print(json.dumps({**describe_machine(), **_summary(found)}, indent=1, ensure_ascii=False))


def installed_fonts() -> list[str]:
    """Families of the machine's Arabic fonts, without their weights and widths."""
    listed = subprocess.run(
        ["fc-list", ":lang=ar", "family"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted({line.split(",")[0].replace("\\", "") for line in listed.stdout.splitlines()})


def _sweep(
    folder: Path,
    fonts: Sequence[str],
    text: str,
    make: Callable[[Sequence[tuple[str, Path]], str], None],
) -> dict[str, dict[str, object]]:
    """For each font the share of words that are read as written, and the others."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {font: folder / f"{font.replace(' ', '-')}.pdf" for font in fonts}
    make([(font, path) for font, path in files.items() if not path.exists()], text)
    return {font: compare(text, _read(path)) for font, path in files.items() if path.exists()}


def compare(written: str, read: str) -> dict[str, object]:
    """The share of words that were read as written, in their order, and what was read instead.

    Marks of one letter may stand in any order (canonical equivalence).
    """
    expected, found = (unicodedata.normalize("NFC", text).split() for text in (written, read))
    matcher = SequenceMatcher(a=expected, b=found, autojunk=False)
    right = sum(block.size for block in matcher.get_matching_blocks())
    wrong = [
        [" ".join(expected[i:j]), " ".join(found[k:m])]
        for kind, i, j, k, m in matcher.get_opcodes()
        if kind != "equal"
    ]
    return {"right": round(right / len(expected), 4), "wrong": wrong}


def _read(path: Path) -> str:
    with open_input(path) as source:
        outcome = next(read_input(source, ReadOptions())).outcome
    return outcome.text if isinstance(outcome, Document) else outcome.reason


def _summary(found: Mapping[str, Mapping[str, Mapping[str, object]]]) -> dict[str, object]:
    right = {
        program: sum(float(str(each["right"])) >= _RIGHT_ENOUGH for each in fonts.values())
        for program, fonts in found.items()
    }
    return {
        "fonts": {program: len(fonts) for program, fonts in found.items()},
        f"fonts with {_RIGHT_ENOUGH:.1%} of the words": right,
        "words": found,
    }


def _html(font: str, text: str) -> str:
    paragraphs = filter(None, text.split("\n\n"))
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return _PAGE.format(size=_POINTS, font=font, body=body)


def _chromium(jobs: Sequence[tuple[str, Path]], text: str) -> None:
    print_pages((path, _html(font, text)) for font, path in jobs)


def print_pages(pages: Iterable[tuple[Path, str]]) -> None:
    """Print pages of HTML to PDF files with Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        for path, content in pages:
            page.set_content(content)
            page.pdf(path=path, prefer_css_page_size=True)
        browser.close()


def _weasyprint(jobs: Sequence[tuple[str, Path]], text: str) -> None:
    for font, path in jobs:
        subprocess.run(  # noqa: S603
            ["weasyprint", "-", str(path)],  # noqa: S607
            input=_html(font, text),
            text=True,
            check=True,
            capture_output=True,
            timeout=_TIMEOUT,
        )


def _libreoffice(jobs: Sequence[tuple[str, Path]], text: str) -> None:
    if not jobs:
        return
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for font, path in jobs:
            sources.append(Path(folder, path.name).with_suffix(".docx"))
            _write_docx(sources[-1], font, text)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run(  # noqa: S603
            [*command, str(jobs[0][1].parent), *map(str, sources)],
            check=True,
            capture_output=True,
            timeout=_TIMEOUT * len(jobs),
        )


def _write_docx(path: Path, font: str, text: str) -> None:
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size = Pt(_POINTS)
    properties = style.element.get_or_add_rPr()
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        properties.get_or_add_rFonts().set(qn(name), font)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(2 * _POINTS))
    properties.append(complex_size)
    for words in filter(None, text.split("\n\n")):
        paragraph = document.add_paragraph(words.strip())
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001
        paragraph.runs[0]._r.get_or_add_rPr().append(OxmlElement("w:rtl"))  # noqa: SLF001
    document.save(str(path))


MAKERS = {"chromium": _chromium, "soffice": _libreoffice, "weasyprint": _weasyprint}


if __name__ == "__main__":
    main()
