"""Addresses that alerts may be sent to, as far as can be told from them."""

import re

from service.alerts.storage import Kind
from service.alerts.webhook import CallError, check_address
from service.schemas import MAX_ADDRESS

# What no server reads in two ways: neither quotation marks nor comments, nor % before another
# domain, nor what begins like an option of a program.
_MAIL = re.compile(r"[a-zA-Z0-9_+][a-zA-Z0-9_+-]*(\.[a-zA-Z0-9_+-]+)*@[a-zA-Z0-9.-]{1,253}")
# RFC 5321 has room for no more.
_LONGEST_MAIL = 254


class TargetError(ValueError):
    """An address that nothing may be sent to; says why in a few words."""


def check_target(target: str, kind: str) -> None:
    """Refuse what is no address of its kind.

    Raises:
        TargetError: it is none.
        ValueError: there is no such kind.
    """
    if Kind(kind) is Kind.MAIL:
        if len(target) > _LONGEST_MAIL or _MAIL.fullmatch(target) is None:
            msg = "expected an address of mail"
            raise TargetError(msg)
        return
    if len(target) > MAX_ADDRESS:
        msg = f"the address has more than {MAX_ADDRESS:,} characters"
        raise TargetError(msg)
    try:
        check_address(target)
    except CallError as error:
        raise TargetError(str(error)) from error
