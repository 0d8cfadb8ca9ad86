"""An index on servers: documents in PostgreSQL, vectors and the terms of passages in Milvus."""
