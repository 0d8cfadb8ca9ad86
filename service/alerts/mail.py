"""Hands a mail to the operator's server."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr

from service.alerts.settings import MailSettings

_SECONDS = 30

# What is said of an error, the first that fits.
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "the certificate of the mail server is not to be trusted ({0.verify_message})",
    ),
    (ssl.SSLError, "the mail server speaks no TLS at this port ({0.reason})"),
    (smtplib.SMTPNotSupportedError, "the mail server cannot do what is set up: {0}"),
    (smtplib.SMTPAuthenticationError, "the mail server does not know the user and the password"),
    (smtplib.SMTPRecipientsRefused, "the mail server does not know the address"),
    (smtplib.SMTPResponseException, "the mail server did not take it (code {0.smtp_code})"),
    (smtplib.SMTPServerDisconnected, "the mail server does not answer"),
    (TimeoutError, "the mail server does not answer"),
    (ConnectionError, "the mail server does not answer"),
    (Exception, "the mail server did not take it ({0.__class__.__name__})"),
)


class MailError(Exception):
    """A mail that was not handed over; says why in a few words, without whom it is for."""


def send_mail(mail: EmailMessage, settings: MailSettings) -> None:
    """Hand over a mail.

    Raises:
        MailError: the server does not answer, is not to be trusted, or does not take it; or its
            password cannot be read.
    """
    try:
        password = settings.password() or ""
    except (OSError, ValueError) as error:
        msg = "the file with the password of the mail server cannot be read"
        raise MailError(msg) from error
    try:
        _hand_over(mail, settings, password)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        said = next(said for kind, said in REASONS if isinstance(error, kind))
        raise MailError(said.format(error)) from error


def _hand_over(mail: EmailMessage, settings: MailSettings, password: str) -> None:
    context = ssl.create_default_context()
    with _connected(settings, context) as server:
        if settings.tls == "starttls":
            server.starttls(context=context)
        if settings.user is not None:
            server.login(settings.user, password)
        server.send_message(mail)


def _connected(settings: MailSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    place = (settings.host, settings.port)
    # Else the machine's own name would be looked up, and told to the server.
    domain = parseaddr(settings.sender)[1].rpartition("@")[2].encode("idna").decode()
    if settings.tls == "tls":
        return smtplib.SMTP_SSL(*place, local_hostname=domain, timeout=_SECONDS, context=context)
    return smtplib.SMTP(*place, local_hostname=domain, timeout=_SECONDS)
