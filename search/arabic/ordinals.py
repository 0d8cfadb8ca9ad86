"""The first to the tenth, in either gender."""

from collections.abc import Mapping
from types import MappingProxyType

from search.arabic.listings import listed

_WRITTEN = (
    "الأول الأولى",
    "الثاني الثانية",
    "الثالث الثالثة",
    "الرابع الرابعة",
    "الخامس الخامسة",
    "السادس السادسة",
    "السابع السابعة",
    "الثامن الثامنة",
    "التاسع التاسعة",
    "العاشر العاشرة",
)
# Their numbers, by their normalised forms.
ORDINALS: Mapping[str, int] = MappingProxyType(
    {form: number for number, both in enumerate(_WRITTEN, start=1) for form in listed(both)}
)
