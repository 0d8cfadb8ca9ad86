"""What servers and mail programs call files that are documents, and how their names end."""

from collections.abc import Mapping
from types import MappingProxyType

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "application/pdf": ".pdf",
        f"{_OFFICE}.wordprocessingml.document": ".docx",
        f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
        f"{_OFFICE}.presentationml.presentation": ".pptx",
        f"{_OPEN}.text": ".odt",
        f"{_OPEN}.spreadsheet": ".ods",
        f"{_OPEN}.presentation": ".odp",
        "application/msword": ".doc",
        "application/vnd.ms-excel": ".xls",
        "application/vnd.ms-powerpoint": ".ppt",
        "application/rtf": ".rtf",
        "text/rtf": ".rtf",
        "text/csv": ".csv",
        "application/epub+zip": ".epub",
    }
)
