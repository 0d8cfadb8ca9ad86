"""What this machine's processor multiplies fastest, from what Linux says of it."""

import platform
from functools import cache
from pathlib import Path

# Names how models are run, where something else than the fastest way is wanted.
RUNTIME = "SHAWAHID_RUNTIME"
CPUINFO = Path("/proc/cpuinfo")
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


def fastest_precision(flags: frozenset[str]) -> str:
    """The runtime to choose by default.

    AMX multiplies bfloat16 in tiles; VNNI multiplies bytes, four times as many as floats. Without
    either, OpenVINO cannot multiply quantised activations, and plain floats are fastest.
    """
    if "amx_bf16" in flags:
        return "bf16"
    return "int8" if flags & {"avx512_vnni", "avx_vnni"} else "f32"
