"""How alerts are sent, as a file of the operator says it; without one nothing is sent."""

import ipaddress
import tomllib
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from search.errors import ShawahidError

_MOST_BYTES = 100_000

_Domain = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$", max_length=253)]


class AlertSettingsError(ShawahidError):
    """A file of alert settings that cannot be used."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MailSettings(_Table):
    """The mail server that alerts are handed to.

    Attributes:
        host: its name.
        port: its port.
        tls: "starttls" asks for it first, "tls" begins with it, "none" is for a server on this
            machine.
        user: whom the server knows, if it asks.
        password_file: a file with the password alone.
        sender: what alerts are from: an address, or a name and ``<address>``.
        domains: of the addresses that readers may have alerts sent to.
    """

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_file: Path | None = None
    sender: str
    domains: Annotated[frozenset[_Domain], Field(min_length=1)]

    @field_validator("sender")
    @classmethod
    def _is_address(cls, value: str) -> str:
        _, address = parseaddr(value)
        if "@" not in address or not value.isprintable():
            msg = "expected an address such as alerts@newsroom.example"
            raise ValueError(msg)
        return value

    def password(self) -> str | None:
        """The password, read when it is used: it may change.

        Raises:
            OSError: its file cannot be read.
        """
        if self.password_file is None:
            return None
        return self.password_file.read_text("utf-8").strip()

    def allows(self, address: str) -> bool:
        """Whether an address is of one of the domains."""
        return address.rpartition("@")[2].lower() in self.domains


class WebhookSettings(_Table):
    """Where calls may go.

    Attributes:
        private: networks that may be called although they are no part of the internet; they alone
            may be called without TLS.
    """

    private: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()


class AlertSettings(_Table):
    """What is set up.

    Attributes:
        site: scheme and host that the links in alerts begin with.
        mail: ``None`` where none is sent.
        webhook: ``None`` where none is called.
    """

    site: str
    mail: MailSettings | None = None
    webhook: WebhookSettings | None = None

    @field_validator("site")
    @classmethod
    def _is_site(cls, value: str) -> str:
        parts = urlsplit(value)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.path not in {"", "/"}
        ):
            msg = "expected an address such as https://search.newsroom.example"
            raise ValueError(msg)
        return f"{parts.scheme}://{parts.netloc}"

    @classmethod
    def read(cls, path: Path) -> Self:
        """The settings of a TOML file.

        Raises:
            AlertSettingsError: it is not there, too large, or of another form; says which.
        """
        try:
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
            if len(content) > _MOST_BYTES:
                msg = f"{path}: larger than {_MOST_BYTES:,} bytes"
                raise AlertSettingsError(msg)
            return cls.model_validate(tomllib.loads(content.decode()))
        except OSError as error:
            msg = f"{path}: {error.strerror}"
            raise AlertSettingsError(msg) from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(map(str, first["loc"])) or "the file"
            msg = f"{path}: {field}: {first['msg']}"
            raise AlertSettingsError(msg) from error
        except ValueError as error:
            msg = f"{path}: not valid TOML in UTF-8: {error}"
            raise AlertSettingsError(msg) from error
