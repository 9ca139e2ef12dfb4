-- What became of each chunk of an ingest call. Inserted in the transaction of the chunk's rows:
-- a conflict means that the chunk is done already, so progress is exact under redelivery.
CREATE TABLE ingest_chunks (
    batch_id  uuid NOT NULL,
    chunk     integer NOT NULL,
    -- CUSTOMERS or ORDERS
    kind      text NOT NULL,
    -- The whole call's figures, the same in each of its chunks.
    chunks    integer NOT NULL,
    accepted  integer NOT NULL,
    persisted integer NOT NULL,
    dead      integer NOT NULL,
    done_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (batch_id, chunk),
    CONSTRAINT ingest_chunks_kind_known CHECK (kind IN ('CUSTOMERS', 'ORDERS')),
    CONSTRAINT ingest_chunks_not_negative CHECK (persisted >= 0 AND dead >= 0)
);

-- Rows that could not be applied, whole, with the reason, until a person replays or discards them.
CREATE TABLE dead_letters (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream     text NOT NULL,
    entry_id   text NOT NULL,
    row        integer NOT NULL,
    -- OPEN, REPLAYING (published again, not yet applied), DISCARDED
    state      text NOT NULL DEFAULT 'OPEN',
    code       text NOT NULL,
    reason     text NOT NULL,
    -- Text, not jsonb: what Postgres itself cannot store as jsonb must be storable here.
    payload    text NOT NULL,
    batch_id   uuid,
    chunk      integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dead_letters_once UNIQUE (stream, entry_id, row),
    CONSTRAINT dead_letters_state_known CHECK (state IN ('OPEN', 'REPLAYING', 'DISCARDED'))
);

-- The answer to a mutation that carried an idempotency key, kept with the effect that it guards.
CREATE TABLE idempotency_keys (
    actor        text NOT NULL,
    mutation     text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    response     jsonb NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, mutation, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
