"""What operators look like in a written search: its tokens, and the names of fields."""

import re
from collections.abc import Callable

from search.fields import FIELDS
from search.queries.conditions import Period
from search.queries.periods import after, before

OF_FIELDS = {name: known.name for known in FIELDS for name in known.operators}
OF_DATES: dict[str, Callable[[Period], Period]] = {
    **dict.fromkeys(("before", "قبل"), before),
    **dict.fromkeys(("after", "بعد"), after),
    **dict.fromkeys(("on", "يوم"), lambda named: named),
}
# What search engines of the web have, and we do not.
_OF_OTHERS = ("site", "inurl", "intext", "link", "related", "cache")
_NAMES = "|".join(map(re.escape, (*OF_FIELDS, *OF_DATES, *_OF_OTHERS)))
# A quotation mark opens before and closes after what is none of a word. Telephones write “ for ".
QUOTED = r'(?:"(?=[^\s"])[^"]*[^\s"]"|[“„](?=[^\s“”„])[^“”„]*[^\s“”„][”“])(?![^\W_])'
QUOTATION_MARKS = '"“”„'
# What a second dash closes is an aside, as in "X -who said so- did".
_ASIDE = r"[^-\n]*[^\W_]-(?![^\W_])"
TOKEN = re.compile(
    rf"""
    (?P<not>(?<!\S)-(?=(?:{_NAMES}):)
      | (?<!\S)-(?==?{QUOTED}|[^\W\d_])(?!{_ASIDE})
      | (?<![^\s(])NOT\s+(?==?{QUOTED}|[^\W\d_])
    )?
    (?P<must>(?<!\S)\+(?==?{QUOTED}|[^\W\d_]))?
    (?:
        (?P<field>(?<![^\W_])(?:{_NAMES})):(?P<value>{QUOTED}|(?!/)[^\s"()|]+)
      | (?P<equals>(?<![^\W_])=)?(?P<phrase>(?<![^\W_]){QUOTED})
      | (?P<open>\() | (?P<close>\)) | (?P<bar>\|)
      | (?P<named>(?<![^\W_])«[^«»()|"]+»(?![^\W_]))
      | (?P<word>[^\s"()|]+)
      | (?P<other>")
    )
    """,
    re.VERBOSE,
)
