"""Hands a mail to the operator's server."""

import smtplib
import ssl
from email.message import EmailMessage

from service.alerts.settings import MailSettings

_SECONDS = 30


def send_mail(mail: EmailMessage, settings: MailSettings) -> None:
    """Hand over a mail.

    Raises:
        smtplib.SMTPException: the server does not take it.
        OSError: the server does not answer, or its certificate is not to be trusted.
    """
    context = ssl.create_default_context()
    with _connected(settings, context) as server:
        if settings.tls == "starttls":
            server.starttls(context=context)
        if settings.user is not None:
            server.login(settings.user, settings.password() or "")
        server.send_message(mail)


def _connected(settings: MailSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    place = (settings.host, settings.port)
    if settings.tls == "tls":
        return smtplib.SMTP_SSL(*place, timeout=_SECONDS, context=context)
    return smtplib.SMTP(*place, timeout=_SECONDS)
