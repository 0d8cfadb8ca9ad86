"""Where ``SHAWAHID_REQUIRE`` is set, as in continuous integration, a test that is skipped fails.

On a user's machine a test without what it needs is skipped, and pytest's ``-rs`` says what that is.
``tests/conftest.py`` imports these hooks.
"""

import os
from collections.abc import Generator
from importlib.util import find_spec
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
VARIABLE = "SHAWAHID_REQUIRE"
# Looked for without importing it, which takes seconds in each worker that collects the tests.
needs_torch = pytest.mark.skipif(
    find_spec("sentence_transformers") is None, reason="needs the extra 'torch'"
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _required((yield))


def _required(report: Report) -> Report:
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(VARIABLE):
        where = report.longrepr
        reason = where[-1] if isinstance(where, tuple) else where
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: {VARIABLE} is set, so this may not be: {reason}"
    return report
