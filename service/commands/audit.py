"""``shawahid audit``: who searched and read what."""

from service.commands import IndexOption, index_place


def audit(index: IndexOption = None) -> None:
    """Print the audit log as JSON Lines, oldest first; `serve --audit` keeps it.

    A line has the time (UTC), the id of the key, what was done (search, read, export, original,
    quotation, feed), in which collections, and its subject: the question, the quotation, or the id
    of the document.

    \b
    Example:
      shawahid audit > audit.jsonl
    """
    from service.access.audit import AuditLog
    from service.home import service_home_at
    from service.terminal import print_json_lines

    log = AuditLog(service_home_at(index_place(index)).database)
    print_json_lines(entry._asdict() for entry in log.entries())
