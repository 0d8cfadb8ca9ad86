"""The language of the command line: that of the terminal's locale."""

import os
import re

from service.language import Language, Translate, translator

# In the order in which they count.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_CODE = re.compile("[a-z]{2}(?![a-z])", re.IGNORECASE)


def language() -> Language:
    """That of the locale, of whatever country; English where it is not spoken here."""
    locale = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    code = _CODE.match(locale)
    known = {language.value: language for language in Language}
    return known.get(code[0].lower(), Language.EN) if code else Language.EN


def words() -> Translate:
    """What the command line says, in its language."""
    return translator(language(), "cli")
