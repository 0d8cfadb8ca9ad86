"""What is wrong with the values of a request, in words."""

from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError

from service.language import Language, translator

# Of one request; the rest says nothing new.
_MOST_COMPLAINTS = 5
# What a client calls a field may be as long as a body.
_LONGEST_NAME = 60


def complaints(error: RequestValidationError, language: Language) -> str:
    """One line, without the rejected values: they may be huge or hostile."""
    t = translator(language, "problems")
    found = [_complaint(each, language) for each in error.errors()[:_MOST_COMPLAINTS]]
    return t("complaints.separator").join(found)


def is_only_too_long(error: RequestValidationError) -> bool:
    """Whether nothing is wrong but the length of a question."""
    return {(each["type"], each["loc"][-1]) for each in error.errors()} <= {
        ("string_too_long", "q"),
        ("string_too_long", "question"),
    }


def is_no_json(error: RequestValidationError) -> bool:
    """Whether the body could not be read at all."""
    return any(each["type"] == "json_invalid" for each in error.errors())


def _complaint(each: Mapping[str, object], language: Language) -> str:
    t = translator(language, "problems")
    where = each["loc"]
    name = ".".join(map(str, where[1:]))[:_LONGEST_NAME] if isinstance(where, tuple) else ""
    context = each.get("ctx")
    values = context if isinstance(context, dict) else {}
    try:
        words = t(f"complaints.{each['type']}", **values)
    except KeyError:  # a rarer kind of mistake
        words = t("complaints.other")
    return f"{name or t('complaints.request')}: {words}"
