"""What this machine's processor multiplies fastest, from what Linux says of it."""

import os
import platform
from functools import cache
from pathlib import Path

from search.errors import ModelError

# Names how models are run, where something else than the fastest way is wanted.
RUNTIME = "SHAWAHID_RUNTIME"
# Says how many threads a model has, where it shares the processor with others.
THREADS = "SHAWAHID_THREADS"
CPUINFO = Path("/proc/cpuinfo")
_MOST_THREADS = 1024
_MULTIPLYING = (
    *("avx2", "avx512f", "avx512_vnni", "avx_vnni"),
    *("avx512_bf16", "amx_int8", "amx_bf16"),
)


@cache
def processor_flags() -> frozenset[str]:
    """Instruction sets by Linux's names; empty on other systems."""
    lines = CPUINFO.read_text("utf-8").splitlines() if CPUINFO.is_file() else []
    flags = (line.split(":", 1)[1].split() for line in lines if line.startswith("flags"))
    return frozenset(next(flags, []))


def describe_processor() -> str:
    """The processor's name, with those of its instruction sets that a runtime is chosen by."""
    lines = CPUINFO.read_text("utf-8").splitlines() if CPUINFO.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    present = [flag for flag in _MULTIPLYING if flag in processor_flags()]
    return f"{names[0] if names else platform.machine()} ({', '.join(present)})"


def threads() -> int:
    """How many threads a model has: ``SHAWAHID_THREADS``, or one for each core.

    Raises:
        ModelError: the variable is no number of threads.
    """
    chosen = os.environ.get(THREADS)
    if not chosen:
        return os.cpu_count() or 1
    if not (chosen.isascii() and chosen.isdecimal() and 0 < int(chosen) <= _MOST_THREADS):
        msg = f"{THREADS} is {chosen!r}, expected a number from 1 to {_MOST_THREADS}"
        raise ModelError(msg)
    return int(chosen)


def fastest_precision(flags: frozenset[str]) -> str:
    """The runtime to choose by default.

    AMX multiplies bfloat16 in tiles; VNNI multiplies bytes, four times as many as floats. Without
    either, OpenVINO cannot multiply quantised activations, and plain floats are fastest.
    """
    if "amx_bf16" in flags:
        return "bf16"
    return "int8" if flags & {"avx512_vnni", "avx_vnni"} else "f32"
