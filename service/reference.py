"""The reference of the API, written from its description: ``python -m service.reference``."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from service.app import create_app
from service.settings import Settings

_Json = Mapping[str, Any]


def write_reference(description: _Json) -> str:
    """The reference as Markdown."""
    return "\n".join(_lines(description)) + "\n"


def _lines(description: _Json) -> Iterator[str]:
    yield "# API\n"
    yield "<!-- Written by `python -m service.reference`; change the routes instead. -->\n"
    yield f"{description['info']['description']}\n"
    yield "The same for programs is at `/openapi.json`.\n"
    for tag in description["tags"]:
        yield f"## {tag['name'].capitalize()}\n"
        yield f"{tag['description']}\n"
        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation["tags"]:
                    yield from _operation(f"{method.upper()} {path}", operation)
    yield "## Shapes\n"
    for name, schema in sorted(description["components"]["schemas"].items()):
        yield from _shape(name, schema)


def _operation(title: str, operation: _Json) -> Iterator[str]:
    yield f"### `{title}`\n"
    yield f"{operation['description']}\n"
    if parameters := operation.get("parameters"):
        yield "| parameter | type | default | |"
        yield "|---|---|---|---|"
        for each in parameters:
            yield _row(each["name"], each["schema"], is_required=each["required"])
        yield ""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"Body `{media_type}`: {_type(content['schema'])}.\n"
    answers = [_answer(status, each) for status, each in operation["responses"].items()]
    yield "Answers: " + "; ".join(answers) + ".\n"


def _answer(status: str, response: _Json) -> str:
    content = response.get("content", {})
    problems = content.get("application/problem+json", {}).get("examples", {})
    if problems:
        return f"{status} " + ", ".join(f"`{slug}`" for slug in problems)
    shapes = [_type(each["schema"]) for each in content.values()]
    return f"**{status}** " + (", ".join(shapes) or "nothing")


def _shape(name: str, schema: _Json) -> Iterator[str]:
    yield f"### {name}\n"
    if words := schema.get("description"):
        yield f"{_one_line(words)}\n"
    if values := schema.get("enum"):
        yield ", ".join(f"`{value}`" for value in values) + "\n"
    if properties := schema.get("properties"):
        yield "| field | type | default | |"
        yield "|---|---|---|---|"
        required = schema.get("required", ())
        for field, each in properties.items():
            yield _row(field, each, is_required=field in required)
        yield ""


def _row(name: str, schema: _Json, *, is_required: bool) -> str:
    default = "required" if is_required else _default(schema)
    words = _one_line(schema.get("description", ""))
    return f"| `{name}` | {_type(schema)} | {default} | {words} |"


def _default(schema: _Json) -> str:
    value = schema.get("default")
    return "" if value in (None, []) or isinstance(value, dict) else f"`{json.dumps(value)}`"


def _type(schema: _Json) -> str:
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if choices := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(dict.fromkeys(_type(each) for each in choices))
    if schema.get("type") == "array" and "items" in schema:
        return f"list of {_type(schema['items'])}"
    values = schema.get("enum")
    kind = schema.get("format") or schema.get("type", "any")
    return ", ".join(f"`{value}`" for value in values) if values else str(kind)


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _not_opened() -> NoReturn:
    msg = "a description needs no archive"
    raise RuntimeError(msg)


def main() -> None:
    """Write the reference to standard output."""
    sys.stdout.write(write_reference(create_app(Settings(Path()), _not_opened).openapi()))


if __name__ == "__main__":
    main()
