"""What the command line prints: fields, notes and errors; JSON for scripts."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from search.reordering import in_order
from service.language import Language, translator
from service.language.environment import language, words

# Control characters could move the cursor or recolour the screen, signs of direction show a
# quotation in another order than it has. They are shown as a mark, one for one.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# In JSON those that it leaves as they are are written by their numbers, which are the same text.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("[\n\x85\u2028\u2029]")
_ISOLATE, _POP = "\u2068", "\u2069"
_WORD = re.compile(r"\w+", re.ASCII)


def open_console() -> Console:
    """Standard output, on which text means nothing but itself."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def safe(text: str) -> str:
    """Text without characters that a terminal obeys; offsets stay the same."""
    return _UNSAFE.sub("\ufffd", in_order(text))


def safe_json(text: str) -> str:
    """JSON that means the same, without characters that a terminal obeys."""
    return _UNSAFE_IN_JSON.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def isolated(text: object) -> str:
    """A name, path or command within a sentence, such that neither turns the other around.

    Nothing is put around what needs nothing: it can then be copied from the screen as it is.
    """
    # Of an id, say, that would go on in a line of its own; words of a quotation stay words.
    shown = _LINE_END.sub(" ", safe(str(text)))
    is_plain = shown.isascii() and (language() is Language.EN or _WORD.fullmatch(shown))
    return shown if is_plain else f"{_ISOLATE}{shown}{_POP}"


def print_failure(error: Exception) -> None:
    """What went wrong and what to do.

    Errors say so in English, with the names that matter; in another language, what such an error
    is stands before it.
    """
    detail = safe(str(error))
    if language() is not Language.EN:
        print_error(explanation(error))
        print_note(f"  {isolated(detail)}")
    else:
        print_error(detail)


def explanation(error: Exception) -> str:
    """What an error of this class is, and what to do, in the language of the terminal."""
    explain = translator(language(), "errors")
    for kind in type(error).__mro__:
        try:
            return explain(kind.__name__)
        except KeyError:  # that of a class above it says less, but is true as well
            continue
    raise error


def print_error(message: str) -> None:
    """One line on standard error, under the command's name."""
    print_note(words()("error", message=message))


def print_note(message: str) -> None:
    """One line on standard error, for people; what it quotes is ``safe`` or ``isolated``."""
    Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True).print(message)


def print_problems(problems: Sequence[str], advice: str = "problems") -> None:
    """What is wrong with an index, a line each on standard error, and what to do about it."""
    print_error(words()(advice))
    for problem in problems:
        print_note(f"  {isolated(problem)}")


def print_result(
    fields: Mapping[str, object], shown: Mapping[str, object] | None = None, *, in_json: bool
) -> None:
    """What a command found or did: as JSON, or by name as it is ``shown`` to people."""
    if in_json:
        print_json(fields)
    else:
        print_fields(fields if shown is None else shown)


def print_json(value: Mapping[str, object]) -> None:
    """One JSON object on standard output, Arabic readable."""
    print(safe_json(json.dumps(value, ensure_ascii=False, indent=2)))  # noqa: T201


def print_json_lines(values: Iterable[Mapping[str, object]]) -> None:
    """A JSON object a line on standard output, Arabic readable, there at once for who reads it."""
    for value in values:
        print(safe_json(json.dumps(value, ensure_ascii=False)))  # noqa: T201
    sys.stdout.flush()


def print_records(records: Iterable[Mapping[str, object]]) -> None:
    """Names and values of several things, with a line between two of them."""
    for i, fields in enumerate(records):
        if i:
            open_console().print()
        print_fields(fields)


def print_fields(fields: Mapping[str, object]) -> None:
    """Names and values, a line each."""
    labels = {name: _label(name) for name in fields}
    width = max(map(len, labels.values()))
    console = open_console()
    for name, value in fields.items():
        console.print(Text(f"{labels[name]:<{width}}  {_shown(value)}"))


def _label(name: str) -> str:
    """What a field is called; measures such as ndcg@10 have one name in all languages."""
    try:
        return words()(f"fields.{name}")
    except KeyError:
        return name


def _shown(value: object) -> str:
    said = words()
    if isinstance(value, Mapping):
        parts = [f"{isolated(key)} {number:,}" for key, number in value.items()]
        return said("list").join(parts)
    if isinstance(value, bool):
        return said("yes" if value else "no")
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return said("list").join(map(isolated, value)) or said("none")
    return isolated(value)
