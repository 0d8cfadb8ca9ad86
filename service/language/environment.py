"""The language of the command line: that of the terminal's locale."""

import os
import re

from service.language import Language, Translate, translator

# In the order in which they count.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_ARABIC = re.compile("ar(?![a-z])", re.IGNORECASE)


def language() -> Language:
    """Arabic where the locale is Arabic, of whatever country; else English."""
    locale = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    return Language.AR if _ARABIC.match(locale) else Language.EN


def words() -> Translate:
    """What the command line says, in its language."""
    return translator(language(), "cli")
