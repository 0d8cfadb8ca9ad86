"""What is said of files that are not read, and what to do with kinds that have no reader."""

from collections.abc import Mapping
from types import MappingProxyType

EMPTY = "empty: there is no text in it"
_ADVICE = {
    "export it as .docx, .xlsx, .pptx or PDF": ".pages .numbers .key",
    "open it and save it as .xlsx": ".xlsb .wk1 .wks .123 .sxc",
    "open it in LibreOffice and save it as .docx": ".wpd .wps .sxw .hwp .abw .lwp",
    "open it in LibreOffice and save it as .pptx": ".sxi .shw",
    "print it to PDF": ".pub .vsd .vsdx .xps .oxps .djvu .one .mpp .indd .qxd .ai .eps .ps .dwg",
    "open it in a browser and save it as .mhtml": ".webarchive .maff",
    "unpack it, or pack it as .zip": ".rar .7z .cab .arj .lzh .z .zst .lz4 .dmg .iso",
    "save it as .png and use --ocr to read the text in it": ".heic .heif .gif .bmp .psd .svg .avif",
    "index its subtitles (.srt or .vtt) instead": (
        ".mp3 .mp4 .m4a .m4v .wav .ogg .oga .ogv .opus .flac .aac .amr .wma .wmv .avi .mkv .mov"
        " .webm .mpg .mpeg .3gp .flv"
    ),
    "convert it to .epub": ".mobi .azw .azw3 .fb2 .lit .prc .kfx .cbz .cbr",
    "open it and save what it says as .txt": ".ics .vcf",
    "open it in your mail program and save it decrypted as .eml": ".p7m",
    "export its mails as .mbox or .eml": ".pst .ost .nsf .dbx",
    "export its tables as .csv": ".mdb .accdb .sqlite .sqlite3 .db .dbf .parquet .sav .dta",
}
ADVICE: Mapping[str, str] = MappingProxyType(
    {ending: advice for advice, endings in _ADVICE.items() for ending in endings.split()}
)


def unknown_kind(ending: str) -> str:
    """Why a file whose ending has no reader is skipped, and what to do about it."""
    kind = ending or "no ending"
    advice = ADVICE.get(ending, "expected documents or archives of them")
    return f"cannot read files of this kind ({kind}): {advice}"
