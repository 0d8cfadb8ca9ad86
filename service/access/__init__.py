"""Who may do what: keys, sessions, limits and the audit log. Nothing here knows of HTTP."""
