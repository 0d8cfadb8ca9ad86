"""Contents of Office files that stand there in several forms, of which programs show one."""

import re

from lxml import etree

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES, _CHOICE, _FALLBACK = (
    _MARKUP + tag for tag in ("AlternateContent", "Choice", "Fallback")
)
_KNOWN = re.compile(
    r"http://schemas\.(?:microsoft\.com|openxmlformats\.org)/|urn:schemas-microsoft-com:"
)


def choose(root: etree._Element) -> None:
    """Leave of each content with several forms the one that Office shows.

    That is the first whose names it knows, else the last resort. Where there is none, what the
    file was made to show stays.
    """
    for alternatives in list(root.iter(_ALTERNATIVES)):
        forms = list(alternatives.iterchildren(_CHOICE, _FALLBACK))
        shown = next(filter(_is_shown, forms), next(iter(forms), None))
        for form in forms:
            if form is not shown:
                alternatives.remove(form)


def _is_shown(form: etree._Element) -> bool:
    names = (form.nsmap.get(prefix) for prefix in form.get("Requires", "").split())
    return all(name is None or _KNOWN.match(name) for name in names)
