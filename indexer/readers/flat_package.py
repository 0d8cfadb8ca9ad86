"""Office files whose parts stand in one XML file (Flat OPC), as Word saves them under ``.xml``."""

import base64
import binascii
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from lxml import etree

from indexer.readers import Input, Read, ReadOptions
from indexer.readers.office import content_of
from indexer.readers.packages import LARGEST_PART, DamagedError, damage_named, parse_xml

_DAMAGED = "damaged Office file in XML ({}): open it and save it again as .docx"
_NAMES = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read such a file as the package that its parts make."""
    with damage_named(_DAMAGED):
        root = parse_xml(source.whole(LARGEST_PART, "save it as .docx"))
        packed = _packed(root)
    inner = replace(source, stream=io.BytesIO(packed), size=len(packed))
    reader = import_module(f"indexer.readers.{content_of(inner.stream, 'docx')}")
    for item in reader.read(inner, options):
        yield replace(item, size=source.size)


def _packed(root: etree._Element) -> bytes:
    """The parts of a file as a zip package has them.

    Raises:
        DamagedError: the bytes of a part are not as they were written.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for part in root.iter(f"{_NAMES}part"):
            package.writestr(part.get(f"{_NAMES}name", "").lstrip("/"), _content(part))
    return stream.getvalue()


def _content(part: etree._Element) -> bytes:
    for inner in part.iterchildren(f"{_NAMES}xmlData"):
        for root in inner.iterchildren(etree.Element):
            return bytes(etree.tostring(root, with_tail=False))
    try:
        return base64.b64decode(part.findtext(f"{_NAMES}binaryData", ""))
    except binascii.Error as error:
        msg = f"{part.get(f'{_NAMES}name', '')}: {error}"
        raise DamagedError(msg) from error
