"""Bodies of HTTP answers: put together from chunks, unpacked, and whether all of one is there.

A transfer that was broken off leaves a body that reads like a whole one: that more was to come is
told by its stated length, its last chunk or the end of what is packed alone.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from indexer.readers import UnreadableError

_LARGEST_WINDOW = 1 << 23  # bytes that what is packed with zstd may ask for at once, as in browsers
_STEP = 256  # bytes that are unpacked at once where what comes of them cannot be bounded: 8 MiB
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_GZIP = b"\x1f\x8b"


class Body(NamedTuple):
    """A body as it was sent, or what is there of it.

    Attributes:
        data: its bytes.
        is_whole: whether nothing says that more was to come.
    """

    data: bytes
    is_whole: bool


def body_of(data: bytes, stated: Mapping[str, str], most: int) -> Body:
    """The body of an answer.

    Archives also keep what they have put together or unpacked themselves under headers that say
    otherwise: what is neither in chunks nor packed by gzip or deflate counts as such a body.

    Args:
        data: as it was transferred, no more than ``most`` bytes.
        stated: its headers, by their names in lower case.
        most: bytes that it may have.

    Raises:
        UnreadableError: it is larger, damaged, or packed in an unknown way.
    """
    transfer = _codings(stated.get("transfer-encoding", ""))
    packings = _codings(stated.get("content-encoding", ""))
    length = stated.get("content-length", "").strip()
    if "chunked" in transfer:
        found = _from_chunks(data)
    else:
        is_short = re.fullmatch("[0-9]{1,18}", length) is not None and len(data) < int(length)
        found = Body(data, not is_short)
    others = [each for each in (*packings, *transfer) if each not in {"chunked", "identity"}]
    for packing in reversed(others):
        if packing not in _UNPACKERS:
            msg = f"packed as {packing[:40]!r}, which is not known: fetch it again without packing"
            raise UnreadableError(msg)
        if found.data:
            data, is_whole = _unpacked(found.data, packing, most)
            found = Body(data, found.is_whole and is_whole)
            if not data and not is_whole:
                msg = "damaged: nothing can be unpacked"
                raise UnreadableError(msg)
        if len(found.data) > most:
            raise UnreadableError(too_large(most))
    return found


def too_large(most: int) -> str:
    """What is said of a body that is larger than it may be, in bytes."""
    return f"larger than {most:,} bytes"


def _codings(stated: str) -> list[str]:
    return [each for each in map(str.strip, stated.lower().split(",")) if each]


def _from_chunks(data: bytes) -> Body:
    pieces: list[bytes] = []
    at = 0
    while (head := _CHUNK.match(data, at)) is not None:
        size = int(head[1], 16)
        if size == 0:
            return Body(b"".join(pieces), is_whole=True)
        piece = data[head.end() : head.end() + size]
        pieces.append(piece)
        at = head.end() + size
        if data[at : at + 2] != b"\r\n":
            break
        at += 2
    return Body(b"".join(pieces), is_whole=False) if pieces else Body(data, is_whole=True)


def _unpacked(data: bytes, packing: str, most: int) -> Body:
    try:
        return _UNPACKERS[packing](data, most)
    except zlib.error as error:
        msg = f"damaged: {error}"
        raise UnreadableError(msg) from error


def _from_gzip(data: bytes, most: int) -> Body:
    found = b""
    while data.startswith(_GZIP):  # one packed text may follow another
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found += unpacker.decompress(data, most + 1 - len(found))
        if not unpacker.eof or len(found) > most:
            return Body(found, is_whole=False)
        data = unpacker.unused_data
    return Body(found or data, is_whole=True)


def _from_deflate(data: bytes, most: int) -> Body:
    has_header = int.from_bytes(data[:2]) % 31 == 0 and data[0] & 0xF == zlib.DEFLATED
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    try:
        return Body(unpacker.decompress(data, most + 1), unpacker.eof)
    except zlib.error:
        if has_header:
            raise
        return Body(data, is_whole=True)


def _from_brotli(data: bytes, most: int) -> Body:
    import brotli

    unpacker, found = brotli.Decompressor(), bytearray()
    try:
        found += unpacker.process(data, output_buffer_limit=most + 1)
        while len(found) <= most and not unpacker.can_accept_more_data():
            found += unpacker.process(b"", output_buffer_limit=most + 1)
    except brotli.error as error:
        msg = f"damaged: {error}"
        raise UnreadableError(msg) from error
    return Body(bytes(found), unpacker.is_finished())


def _from_zstd(data: bytes, most: int) -> Body:
    from zstandard import ZstdDecompressor, ZstdError

    unpacker = ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
    found = bytearray()
    try:
        for at in range(0, len(data), _STEP):
            if unpacker.eof or len(found) > most:
                break
            found += unpacker.decompress(data[at : at + _STEP])
    except ZstdError as error:
        msg = f"damaged: {error}"
        raise UnreadableError(msg) from error
    return Body(bytes(found), unpacker.eof)


_UNPACKERS: Mapping[str, Callable[[bytes, int], Body]] = {
    "gzip": _from_gzip,
    "x-gzip": _from_gzip,
    "deflate": _from_deflate,
    "br": _from_brotli,
    "zstd": _from_zstd,
}
