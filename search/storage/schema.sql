-- SQLite is the truth; every other file of an index is derived from it.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE collections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collections (id),
    key TEXT NOT NULL,              -- the id that people see
    content_hash TEXT NOT NULL,     -- of text and metadata: unchanged documents are skipped
    text TEXT NOT NULL,
    title TEXT,
    source TEXT,
    url TEXT,
    date TEXT,
    author TEXT,
    metadata TEXT NOT NULL,         -- JSON object
    UNIQUE (collection_id, key)
) STRICT;

-- What the model made of one text; passages with the same text share it.
CREATE TABLE embeddings (
    content_hash TEXT PRIMARY KEY,  -- of the embedded text, with its title
    vector BLOB NOT NULL,           -- float16, unit length
    codes BLOB NOT NULL             -- one row of sign bits a token
) STRICT;

-- A passage never changes: a replaced document gets new ones, and ids are not used twice.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL REFERENCES embeddings (content_hash),
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    revision INTEGER NOT NULL       -- the commit that added it
) STRICT;
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_content ON passages (content_hash);
CREATE INDEX passages_by_revision ON passages (revision);

-- With passages.revision, this tells a derived index what it has missed.
CREATE TABLE removals (
    passage_id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX removals_by_revision ON removals (revision);
