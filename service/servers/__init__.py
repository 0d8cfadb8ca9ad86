"""What a service keeps in PostgreSQL, where its index is on servers: of several, each sees it."""
