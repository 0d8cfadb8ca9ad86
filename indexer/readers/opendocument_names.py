"""The names of OpenDocument."""

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    **{
        prefix: f"{_OASIS}{prefix}:1.0"
        for prefix in ("office", "text", "table", "style", "presentation", "meta")
    },
    "draw": f"{_OASIS}drawing:1.0",
    "math": "http://www.w3.org/1998/Math/MathML",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def name(prefix: str, local: str) -> str:
    """The full name of an element or attribute, as lxml has it."""
    return f"{{{NAMES[prefix]}}}{local}"
