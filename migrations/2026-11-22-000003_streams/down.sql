DROP TABLE idempotency_keys;
DROP TABLE dead_letters;
DROP TABLE ingest_chunks;
