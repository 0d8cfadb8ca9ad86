"""What routes ask for."""

from typing import Annotated, cast

from fastapi import Depends, Request

from search.engine import Engine


async def _engine(request: Request) -> Engine:
    return cast("Engine", request.app.state.engine)


OpenEngine = Annotated[Engine, Depends(_engine)]
