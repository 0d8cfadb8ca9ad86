-- SQLite is the truth; every other file of an index is derived from it.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,      -- absolute, or the address of a feed
    content_hash TEXT               -- of what was read and how; NULL until it was read to its end
) STRICT;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER REFERENCES files (id),
    key TEXT NOT NULL UNIQUE,       -- the id that people see
    content_hash TEXT NOT NULL,     -- of text and metadata: unchanged documents are skipped
    text TEXT NOT NULL,
    title TEXT,
    source TEXT,
    url TEXT,
    date TEXT,
    author TEXT,
    language TEXT,                  -- columns of later fields are added by their names
    parts TEXT NOT NULL,            -- JSON array: search/parts.py
    ignored TEXT NOT NULL,          -- JSON array of [start, end]
    metadata TEXT NOT NULL,         -- JSON object
    story_id INTEGER,               -- shared by near-duplicates; NULL for a document without any
    added TEXT                      -- when it first came, UTC in ISO 8601; NULL before that was noted
) STRICT;
CREATE INDEX documents_by_file ON documents (file_id);
CREATE INDEX documents_by_story ON documents (story_id) WHERE story_id IS NOT NULL;

-- Documents that share a band are compared: they may be near-duplicates.
CREATE TABLE story_bands (
    band INTEGER NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (band, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_bands_by_document ON story_bands (document_id);

-- What the model made of one text; passages with the same text share it.
CREATE TABLE embeddings (
    id INTEGER PRIMARY KEY,
    content_hash BLOB NOT NULL UNIQUE,  -- of the embedded text, with its title
    vector BLOB NOT NULL,               -- float16, unit length
    codes BLOB NOT NULL,                -- one row of sign bits a token
    places BLOB,                        -- of the tokens: search/ranking/places.py; NULL in old ones
    checksum INTEGER NOT NULL           -- CRC-32 of vector, codes and places
) STRICT;

-- A passage never changes: a replaced document gets new ones, and ids are not used twice.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    embedding_id INTEGER NOT NULL REFERENCES embeddings (id),
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    revision INTEGER NOT NULL           -- the commit that added it
) STRICT;
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_embedding ON passages (embedding_id);
CREATE INDEX passages_by_revision ON passages (revision);

-- With passages.revision, this tells a derived index what it has missed.
CREATE TABLE removals (
    passage_id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX removals_by_revision ON removals (revision);
