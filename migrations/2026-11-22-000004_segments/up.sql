-- A named rule. The rule is stored in the shape of the API's RuleInput.
CREATE TABLE segments (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    description text,
    rule        jsonb NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT segments_name_key UNIQUE (name_folded)
);

-- Which segment names which in its rule: refuses cycles and the deletion of what is in use.
CREATE TABLE segment_references (
    segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
    refers_to  bigint NOT NULL REFERENCES segments (id) ON DELETE RESTRICT,
    PRIMARY KEY (segment_id, refers_to),
    CONSTRAINT segment_references_not_itself CHECK (segment_id <> refers_to)
);
CREATE INDEX segment_references_refers_to ON segment_references (refers_to);
