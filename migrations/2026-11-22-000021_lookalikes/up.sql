-- Customers who were found to be like others: a set as it was found, which rules name by its id. It never changes,
-- so that what was launched on it still means the same.
CREATE TABLE lookalikes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The segment that it was made for. Once that is gone, the set goes with the last that names it.
    segment_id  bigint REFERENCES segments (id) ON DELETE SET NULL,
    -- Whom they are like, as it was called then: the segment's name, or the rule in words.
    seed_name     text,
    seed_sentence text NOT NULL,
    -- How they were chosen: all from this similarity on, or the nearest so many.
    minimum_similarity real,
    size        integer NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT lookalikes_size_positive CHECK (size > 0)
);
CREATE INDEX lookalikes_segment ON lookalikes (segment_id);

CREATE TABLE lookalike_members (
    lookalike_id bigint NOT NULL REFERENCES lookalikes (id) ON DELETE CASCADE,
    customer_id  bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    -- 1 is in the middle of the seed.
    similarity   real NOT NULL,
    PRIMARY KEY (lookalike_id, customer_id),
    CONSTRAINT lookalike_members_similarity_is_a_share CHECK (similarity BETWEEN 0 AND 1)
);

-- Which segment names which set in its rule: a set that is named is kept.
CREATE TABLE segment_lookalikes (
    segment_id   bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
    lookalike_id bigint NOT NULL REFERENCES lookalikes (id) ON DELETE RESTRICT,
    PRIMARY KEY (segment_id, lookalike_id)
);
CREATE INDEX segment_lookalikes_lookalike ON segment_lookalikes (lookalike_id);
