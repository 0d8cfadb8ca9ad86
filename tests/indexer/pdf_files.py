"""PDF files for tests, written by hand: what each draws, where and in which order, is known."""

import struct
from collections.abc import Mapping, Sequence

# Codes of glyphs are the characters they stand for; these are more, for ligatures and the like.
LIGATURES = {0xE000: "لم", 0xE001: "لا", 0xE002: "\ufef7", 0xE003: "\ufc61", 0xE004: "ﷺ"}
UNMAPPED = "\ue00f"
_HARAKAT = range(0x64B, 0x653)
_MAPPED = ((0x20, 0x7E), (0x600, 0x6FF), (0x2010, 0x203F), (0xAB, 0xAB), (0xBB, 0xBB))


def made(  # noqa: PLR0913
    *contents: str,
    kids: str | None = None,
    info: str = "",
    trailer: str = "",
    page: str = "",
    ligatures: Mapping[int, str] = LIGATURES,
    images: Sequence[str] = (),
    narrow: Sequence[int] = (),
    table: Mapping[int, int] | None = None,
) -> bytes:
    """A file with one page for each content stream; without a table of objects, which is legal.

    Args:
        contents: what the pages draw, with the fonts /F (Latin) and /A (Arabic) and the pictures
            /I0 and so on.
        kids: the page tree's pages, where they are not to be the pages.
        info: entries of the information dictionary.
        trailer: entries of the trailer.
        page: entries of every page.
        ligatures: code of a glyph in /A to what it stands for.
        images: entries of pictures of one grey dot, for each.
        narrow: codes of glyphs in /A without width, besides harakat.
        table: which glyph the program of /A has for which character, where it is in the file.
    """
    count = len(contents)
    numbers = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    first = 4 + 2 * count  # of the objects after the pages
    box = "" if "/MediaBox" in page else "/MediaBox [0 0 400 600]"
    pictures = " ".join(f"/I{number} {first + 4 + number} 0 R" for number in range(len(images)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{numbers if kids is None else kids}] /Count {count} >>",
        f"<< {info} >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {box} {page} /Contents {5 + 2 * number} 0 R"
            f" /Resources << /Font << /F {first} 0 R /A {first + 1} 0 R >>"
            f" /XObject << {pictures} >> >> >>"
        )
        objects.append(_stream("", content))
    widths = f"[{_HARAKAT[0]} {_HARAKAT[-1]} 0{''.join(f' {code} {code} 0' for code in narrow)}]"
    program = first + 4 + len(images)
    embedded = f"/FontFile2 {program} 0 R" if table else ""
    objects += [
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Arabic /Encoding /Identity-H"
        f" /DescendantFonts [{first + 2} 0 R] /ToUnicode {first + 3} 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arabic /DW 500 /W {widths}"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor << /Type /FontDescriptor /FontName /Arabic /Flags 4 {embedded} >> >>",
        _stream("", _to_unicode(ligatures)),
        *(
            _stream(
                "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
                f" /BitsPerComponent 8 {image}",
                "0",
            )
            for image in images
        ),
        *([_stream("/Filter /ASCIIHexDecode", _program(table).hex() + ">")] if table else []),
    ]
    body = "".join(f"{n} 0 obj\n{text}\nendobj\n" for n, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R /Info 3 0 R {trailer} >>\n%%EOF".encode()


def _stream(entries: str, content: str) -> str:
    return f"<< /Length {len(content)} {entries} >>\nstream\n{content}\nendstream"


def _to_unicode(ligatures: Mapping[int, str]) -> str:
    ranges = "".join(f"<{low:04X}> <{high:04X}> <{low:04X}>\n" for low, high in _MAPPED)
    chars = "".join(
        f"<{code:04X}> <{text.encode('utf-16-be').hex()}>\n" for code, text in ligatures.items()
    )
    return (
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(_MAPPED)} beginbfrange\n{ranges}endbfrange\n"
        f"{len(ligatures)} beginbfchar\n{chars}endbfchar endcmap"
    )


def _program(table: Mapping[int, int]) -> bytes:
    """A TrueType program that holds nothing but which glyph stands for which character."""
    groups = [struct.pack(">LLL", char, char, glyph) for char, glyph in sorted(table.items())]
    length = 16 + 12 * len(groups)
    characters = struct.pack(">HHHHL", 0, 1, 3, 10, 12)
    characters += struct.pack(">HHLLL", 12, 0, length, 0, len(groups)) + b"".join(groups)
    return (
        struct.pack(">LHHHH", 0x00010000, 1, 16, 0, 0)
        + struct.pack(">4sLLL", b"cmap", 0, 28, len(characters))
        + characters
    )


def shown(text: str, x: float = 50, y: float = 500, size: float = 12) -> str:
    """Latin text, as it is drawn by a program."""
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def glyph(text: str, x: float, y: float = 500, size: float = 12) -> str:
    """Glyphs of the Arabic font from the left, half an em each but for harakat."""
    return f"BT /A {size} Tf {x} {y} Td {_codes(text)} Tj ET\n"


def placed(matrix: str, text: str, size: float = 12) -> str:
    """Glyphs of the Arabic font under a text matrix."""
    return f"BT /A {size} Tf {matrix} Tm {_codes(text)} Tj ET\n"


def line(text: str, right: float = 350, y: float = 500, size: float = 12) -> str:
    """Arabic text that ends at the right: drawn from the left, as most programs do."""
    return glyph(text[::-1], right - size / 2 * len(text), y, size)


def actual(text: str, content: str) -> str:
    """What is drawn, with the text that the file says it stands for."""
    return f"/Span << /ActualText <feff{text.encode('utf-16-be').hex()}> >> BDC\n{content}EMC\n"


def _codes(text: str) -> str:
    return f"<{''.join(f'{ord(char):04X}' for char in text)}>"
