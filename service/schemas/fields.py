"""The fields of a document in JSON shapes, made from ``search.fields``."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, create_model

from search.fields import FACETS, LONGEST_VALUE
from search.fields import Field as KnownField
from search.queries.rules import Rule
from service.language import Language, translator
from service.schemas import MAX_VALUES

# No larger number is the same in every program that reads JSON.
Offset = Annotated[int, Field(ge=0, lt=2**53)]
Value = Annotated[str, Field(max_length=LONGEST_VALUE)]
Values = Annotated[list[Value], Field(max_length=MAX_VALUES)]
_Model = TypeVar("_Model", bound=BaseModel)
_said = translator(Language.EN, "fields")
_of_queries = translator(Language.EN, "queries")


def with_fields(fields: Mapping[str, Any]) -> Callable[[type[_Model]], type[_Model]]:
    """A decorator that gives a model more fields, as if they stood in its class.

    Args:
        fields: the type and the ``Field`` of each, by its name.
    """

    def extended(model: type[_Model]) -> type[_Model]:
        return create_model(
            model.__name__,
            __base__=model,
            __doc__=model.__doc__,
            __module__=model.__module__,
            **fields,
        )

    return extended


def wanted_values(*, in_address: bool) -> dict[str, tuple[object, object]]:
    """A list of wanted values for each field that documents are filtered by.

    Args:
        in_address: its name there is that of one value, since it may be repeated.
    """
    return {
        facet.plural: (
            Values,
            Field(
                default=[],
                alias=facet.name if in_address else None,
                description=described(facet, "repeated" if in_address else "several"),
                examples=[facet.example if in_address else [facet.example]],
            ),
        )
        for facet in FACETS
    }


def described(field: KnownField, form: str) -> str:
    """What filtering by a field means; its value may be ``repeated``, or one of ``several``."""
    return _said(form, filter=_said(f"{field.name}.filter"))


def known_value(field: KnownField) -> tuple[object, object]:
    """What is known of a document, null where its source did not say."""
    return str | None, Field(description=_said(f"{field.name}.about"), examples=[field.example])


def rules_described() -> str:
    """What can be switched off, for a parameter that does so."""
    rules = (f"`{rule.value}` ({_of_queries(f'{rule.value}.about')})" for rule in Rule)
    return _of_queries("without", rules=", ".join(rules))
