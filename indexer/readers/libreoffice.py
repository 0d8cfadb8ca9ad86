"""Old Word and PowerPoint files, which LibreOffice turns into new ones, where it is installed.

It runs apart: with a profile of its own that is thrown away, without macros, and for a limited
time. It would fetch pictures that a file links to, which tells their owner who reads the file: it
is given a proxy at a port where nothing listens.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir

import olefile

from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers.packages import DamagedError, parse_xml
from search.staging import staged

LARGEST = 100_000_000  # bytes
SECONDS = 90
_START = 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = ("soffice", "libreoffice")
_MISSING = "install LibreOffice ({package}) and index again, or open it and save it as {ending}"
_DAMAGED = "LibreOffice cannot open it: open it elsewhere and save it as {ending}"
_TOO_SLOW = "LibreOffice took longer than {seconds} seconds: save it as {ending}"
_OTHER = "damaged, or none: LibreOffice would take it for text; open it and save it as {ending}"
_WORD_OF_2003 = "{http://schemas.microsoft.com/office/word/2003/wordml}wordDocument"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetFTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetFTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop>
</item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of old file, what it becomes, and the part of LibreOffice that it takes."""

    name: str
    old: str
    new: str
    package: str


_TEXT = _Kind("Word", "doc", "docx", "libreoffice-writer")
_SLIDES = _Kind("PowerPoint", "ppt", "pptx", "libreoffice-impress")


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read an old file as the new one that LibreOffice makes of it."""
    kind = _SLIDES if _is_slides(source) else _TEXT
    # What a process that is killed leaves there goes with the next.
    with staged(Path(gettempdir())) as folder:
        try:
            made = _converted(source, folder, kind)
        except ValueError as error:
            msg = f"an old {kind.name} file: {error}"
            raise UnreadableError(msg) from error
        with made.open("rb") as stream:
            new = replace(source, stream=stream, size=made.stat().st_size)
            reader = import_module(f"indexer.readers.{kind.new}").read
            for item in reader(new, options):
                yield replace(item, size=source.size)


def _is_slides(source: Input) -> bool:
    try:
        with olefile.OleFileIO(source.stream) as ole:
            return bool(ole.exists("PowerPoint Document"))
    except Exception:  # noqa: BLE001 - what a damaged container raises; LibreOffice says the rest
        return source.ending in {".ppt", ".pps", ".pot"}
    finally:
        source.stream.seek(0)


def _converted(source: Input, folder: Path, kind: _Kind) -> Path:
    """The new file.

    Raises:
        ValueError: there is none; the message says why and what to do.
    """
    words = {"ending": f".{kind.new}", "package": kind.package, "seconds": SECONDS}
    source.check_size(LARGEST, f"save it as .{kind.new}")
    if not source.stream.read(_START).startswith((_OLE, b"<?xml", b"\xef\xbb\xbf<?xml")):
        raise ValueError(_OTHER.format(**words))
    _check_xml(source, _OTHER.format(**words))
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise ValueError(_MISSING.format(**words))
    old, made = (folder / f"file.{ending}" for ending in (kind.old, kind.new))
    with old.open("wb") as target:
        shutil.copyfileobj(source.stream, target)
    try:
        _run(program, old, kind.new)
    except subprocess.TimeoutExpired as error:
        raise ValueError(_TOO_SLOW.format(**words)) from error
    if not made.is_file():
        raise ValueError(_DAMAGED.format(**words))
    return made


def _check_xml(source: Input, reason: str) -> None:
    """See that XML is a Word file of 2003 and whole: LibreOffice takes what is not for text.

    Raises:
        ValueError: it is not; with the reason that is given.
    """
    source.stream.seek(0)
    data = source.stream.read()
    source.stream.seek(0)
    if not data.startswith(_OLE):
        try:
            root = parse_xml(data)
        except DamagedError as error:
            raise ValueError(reason) from error
        if root.tag != _WORD_OF_2003:
            raise ValueError(reason)


def _run(program: str, old: Path, form: str) -> None:
    """Have LibreOffice convert a file, beside which it may write.

    Raises:
        subprocess.TimeoutExpired: it took too long.
    """
    folder = old.parent
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--nologo", "--nodefault", "--convert-to", form, "--outdir", str(folder), str(old)]
    process = subprocess.Popen(  # noqa: S603 - a program of the system and paths of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"},
        start_new_session=True,  # its helpers end with it
    )
    try:
        process.wait(SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
