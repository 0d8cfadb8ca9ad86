-- PostgreSQL is the truth; what Milvus has is derived from it. One schema is one collection.
-- Texts that are longer than an index of PostgreSQL takes are found by their digests.

CREATE TABLE meta (
    key text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE files (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,       -- of the path
    path text COLLATE "C" NOT NULL,     -- absolute, or the address of a feed
    content_hash text                   -- of what was read and how; NULL until it was read to its end
);

-- Files that were sent, in pieces: every service has to have them.
CREATE TABLE originals (
    file_id bigint NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position integer NOT NULL,
    piece bytea NOT NULL,
    PRIMARY KEY (file_id, position)
);
ALTER TABLE originals ALTER piece SET STORAGE EXTERNAL;  -- most are packed already

CREATE TABLE documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id bigint REFERENCES files (id),
    digest bytea NOT NULL UNIQUE,       -- of the key
    key text COLLATE "C" NOT NULL,      -- the id that people see
    content_hash text NOT NULL,         -- of text and metadata: unchanged documents are skipped
    text text NOT NULL,
    title_forms text NOT NULL,          -- normalised words of the title, a space around each
    parts text NOT NULL,                -- JSON array: search/parts.py
    ignored text NOT NULL,              -- JSON array of [start, end]
    metadata text NOT NULL,             -- JSON object
    story_id bigint,                    -- shared by near-duplicates; NULL for a document without any
    added text COLLATE "C"              -- when it first came, UTC in ISO 8601
);
CREATE INDEX documents_by_file ON documents (file_id);
CREATE INDEX documents_by_story ON documents (story_id) WHERE story_id IS NOT NULL;

-- Documents that share a band are compared: they may be near-duplicates.
CREATE TABLE story_bands (
    band bigint NOT NULL,
    document_id bigint NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    PRIMARY KEY (band, document_id)
);
CREATE INDEX story_bands_by_document ON story_bands (document_id);

-- What the model made of one text; passages with the same text share it.
CREATE TABLE embeddings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content_hash bytea NOT NULL UNIQUE, -- of the embedded text, with its title
    vector bytea NOT NULL,              -- float16, unit length
    codes bytea NOT NULL,               -- one row of sign bits a token
    places bytea,                       -- of the tokens: search/ranking/places.py
    checksum bigint NOT NULL            -- CRC-32 of vector, codes and places
);

-- A passage never changes: a replaced document gets new ones, and ids are not used twice.
CREATE TABLE passages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id bigint NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    embedding_id bigint NOT NULL REFERENCES embeddings (id),
    start_offset integer NOT NULL,
    end_offset integer NOT NULL,
    revision bigint NOT NULL,           -- the commit that added it
    stems text NOT NULL,                -- of its text and title, each once, spaces between them
    forms text NOT NULL                 -- normalised words of its text, a space around each
);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_embedding ON passages (embedding_id);
CREATE INDEX passages_by_stems ON passages USING gin (string_to_array(stems, ' '));
CREATE INDEX passages_by_forms ON passages USING gin (string_to_array(forms, ' '));

-- What is not in the documents any more and has yet to be taken out of Milvus.
CREATE TABLE removals (
    passage_id bigint PRIMARY KEY,
    revision bigint NOT NULL
);

-- How many passages have a term: what Milvus does not know of.
CREATE TABLE terms (
    field smallint NOT NULL,            -- the place of its name in ranking.lexical_plan.FIELDS
    term text COLLATE "C" NOT NULL,
    passages bigint NOT NULL,
    PRIMARY KEY (field, term)
) WITH (fillfactor = 70);
