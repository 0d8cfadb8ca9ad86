"""Functions whose parameters come from the fields of a document: commands and tools."""

import inspect
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def with_parameters(
    added: Mapping[str, object],
) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """A decorator for a function with ``**values``, which is then seen to have these parameters.

    Typer and FastMCP make options and arguments of what a function's signature says.

    Args:
        added: the type of each, as its annotation says it, by its name; the default is ``None``.
    """

    def extended(function: Callable[_P, _T]) -> Callable[_P, _T]:
        signature = inspect.signature(function)
        own = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
        more = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
            for name, kind in added.items()
        ]
        function.__annotations__ = {**function.__annotations__, **added}
        shown = signature.replace(parameters=[*own, *more])
        function.__signature__ = shown  # type: ignore[attr-defined]  # what ``inspect`` looks for
        return function

    return extended
