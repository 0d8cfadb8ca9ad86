"""Keep the libraries that report their use to their makers from doing so.

Each decides when it is imported, so this comes before any of them: the package ``search`` calls it.
"""

import os
import sys

# What a user has set stays.
_VARIABLES = {
    "DO_NOT_TRACK": "1",
    "FASTMCP_CHECK_FOR_UPDATES": "off",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def silence() -> None:
    """Switch it off in this process and in those that it starts."""
    for name, value in _VARIABLES.items():
        os.environ.setdefault(name, value)
    # OpenVINO knows no variable for it. Without this package, which serves nothing else, it uses a
    # stand-in of its own that does nothing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
