-- What the assistant was asked for, who answered, how long it took and what came of it. Old ones are dropped.
CREATE TABLE ai_runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    -- The stable id of who asked, and what people knew them by then.
    actor       text NOT NULL,
    actor_label text NOT NULL,
    task        text NOT NULL,
    -- As it was asked, cut to what a person reads.
    asked       text NOT NULL,
    engine      text NOT NULL,
    -- Which model was asked, answered or not; null where none was.
    model       text,
    outcome     text NOT NULL,
    -- What was wrong with the model's answers, the last one first.
    problem     text,
    took_ms     integer NOT NULL,
    CONSTRAINT ai_runs_engine_known CHECK (engine IN ('BUILT_IN', 'OLLAMA')),
    CONSTRAINT ai_runs_outcome_known CHECK (outcome IN ('ANSWERED', 'ANSWERED_AT_SECOND_TRY', 'FELL_BACK', 'FAILED', 'ABANDONED'))
);
CREATE INDEX ai_runs_old ON ai_runs (at);
-- Whoever is no admin sees their own.
CREATE INDEX ai_runs_own ON ai_runs (actor, id);
