"""What a service keeps, for tests of where it is kept."""

from search.ranking.confidence import Strength
from search.records import Citation, Document, Filters, Passage, Span
from service.access.audit import Action, AuditLog
from service.access.callers import Role
from service.access.keys import Keys
from service.access.sessions import EndedSessions, Sessions
from service.alerts.storage import Deliveries, Kind
from service.batches.answers import Attested, Row
from service.batches.questions import Asked
from service.batches.storage import Batches
from service.citing.permalink import Reference
from service.database import Database
from service.dossiers.storage import Dossiers
from service.job_ledger import Job, JobLedger
from service.language import Language
from service.saved.storage import Found, SavedSearches


def fill(database: Database) -> None:
    """Have a row in each table of an empty database."""
    keys = Keys(database)
    key, _ = keys.create(Role.READER, "", ["sport"], 60)
    keys.create(Role.ADMIN, "", None, None)
    keys.revoke(key.id)
    Sessions(database, keys, EndedSessions()).open(key)
    saved = SavedSearches(database)
    saved.save(key.id, "سؤال", "q=1")
    found = Found(
        *("default", "id", Reference(0, 5, "0" * 40), Span(0, 5), Strength.STRONG),
        "2024-05-01T10:00:00.000+00:00",
    )
    saved.note(1, [found])
    saved.mute(1, key.id, muted=True)
    saved.note_read(1, key.id, "9999")
    dossiers = Dossiers(database)
    dossiers.add(dossiers.create(key.id, "ملف"), Document("id", "نص قصير"), Span(0, 2), "")
    deliveries = Deliveries(database)
    for kind, target in (
        (Kind.MAIL, "desk@newsroom.example"),
        (Kind.WEBHOOK, "https://a.example/"),
    ):
        deliveries.add(1, key.id, kind, target, 24, Language.AR)
    (first, _) = deliveries.of(1)
    deliveries.succeed(first, [("default", "id")])
    assert deliveries.begin(deliveries.of(1)[0], [("default", "id")])
    sentence = Citation.of(Passage(Document("id", "نص قصير"), 0, 7))
    batches = Batches(database)
    only = Filters(since="2024")
    batch = batches.create(key.id, "", ["sport"], [Asked(1, "سؤال")], only)
    batches.write(batch, Row(Asked(1, "سؤال"), Attested(sentence, Span(0, 2), Strength.STRONG)))
    JobLedger(database).write(
        Job("a" * 22, "sport", 1, "2026-01-01T00:00:00.125+00:00", ["خبر.txt"])
    )
    AuditLog(database).record(key.caller, Action.SEARCH, ["sport"], "سؤال")
