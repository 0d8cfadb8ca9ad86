"""``shawahid key``: who may use the service."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from service.access.callers import Role
from service.commands import IndexOption, JsonOption, index_place
from service.commands.help import Command, Group

if TYPE_CHECKING:
    from service.access.keys import Key, Keys

app = typer.Typer(cls=Group, help="Make, list and revoke the keys of the service.")


@app.command(cls=Command)
def create(
    role: Annotated[
        Role,
        typer.Option(
            help="reader: searches and reads; editor: adds and deletes documents as well;"
            " admin: makes and deletes collections as well.",
            show_default=False,
        ),
    ],
    collection: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only for this collection; may be given again."),
    ] = None,
    name: Annotated[str, typer.Option(metavar="TEXT", help="Whose key it is, for people.")] = "",
    rate: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, metavar="N", help="The most questions a minute."),
    ] = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Make a key. It is shown this once and kept nowhere.

    From the first key on, nobody uses the service without one.

    \b
    Examples:
      shawahid key create --role admin --name 'Archive desk'
      shawahid key create --role reader --collection politics --collection sport --rate 60
    """
    from search.home import home_at
    from service.terminal import print_result

    for each in collection or ():
        home_at(index_place(index)).identity(each)  # refuses what is not there
    key, token = _keys(index).create(role, name, collection or None, rate)
    fields, shown = _fields(key) | {"key": token}, _shown(key) | {"key": token}
    print_result(fields, shown, in_json=json)


@app.command("list", cls=Command)
def list_(index: IndexOption = None, json: JsonOption = False) -> None:
    """Print the keys that were made, without their secrets.

    \b
    Example:
      shawahid key list --json
    """
    from service.terminal import print_json, print_records

    kept = _keys(index)
    keys = kept.all()
    if json:
        print_json({"keys": [_fields(key) for key in keys]})
    else:
        print_records([_shown(key) for key in keys])
    kept.check()  # says which are left out


@app.command(cls=Command)
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Let a key open nothing more, from this moment and in every browser.

    \b
    Example:
      shawahid key revoke k3x7aq2m
    """
    from service.terminal import print_result

    _keys(index).revoke(key_id)
    print_result({"revoked": key_id}, in_json=json)


def _keys(index: str | None) -> "Keys":
    from service.access.keys import Keys
    from service.home import service_home_at

    return Keys(service_home_at(index_place(index)).database)


def _fields(key: "Key") -> dict[str, object]:
    names = None if key.collections is None else sorted(key.collections)
    return {**asdict(key), "role": key.role.value, "collections": names}


def _shown(key: "Key") -> dict[str, object]:
    """What people are told of a key: not what says nothing."""
    from service.language.environment import words

    fields = {**_fields(key), "collections": sorted(key.collections or ()) or words()("all")}
    return {name: value for name, value in fields.items() if value is not None and value != ""}
