"""What the processes of a service know in common."""

from dataclasses import dataclass, field

from service.access.rates import Rates
from service.access.sessions import EndedSessions
from service.operations.figures import Figures


@dataclass(frozen=True, slots=True)
class Shared:
    """Held by the process that watches over the others, which ask it; each method is one question.

    Attributes:
        rates: how often callers ask.
        ended: sessions that could not be deleted yet.
        figures: what each process tells.
    """

    rates: Rates = field(default_factory=Rates)
    ended: EndedSessions = field(default_factory=EndedSessions)
    figures: Figures = field(default_factory=Figures)
