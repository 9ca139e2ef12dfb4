CREATE TABLE campaigns (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            text NOT NULL,
    -- DRAFT, PREPARING, RUNNING, PAUSED, COMPLETED, CANCELLED
    status          text NOT NULL DEFAULT 'DRAFT',
    -- SMS, EMAIL, WHATSAPP
    channel         text NOT NULL,
    message         text NOT NULL,
    -- Either the saved segment or the campaign's own rule; a launched campaign has its rule inlined.
    segment_id      bigint REFERENCES segments (id) ON DELETE SET NULL,
    rule            jsonb,
    -- At launch: the rule with every segment inlined, and the instant that its windows count from.
    frozen_rule     jsonb,
    as_of           timestamptz,
    -- Messages a second; null is as fast as the vendor takes them.
    rate_per_second integer,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    launched_at     timestamptz,
    finished_at     timestamptz,
    -- Set when the audience is frozen: the range of its communication_log ids (other campaigns'
    -- rows may lie between), and how far rendering has come.
    first_log_id    bigint,
    last_log_id     bigint,
    rendered_through bigint,
    -- Where the dispatcher's walk over the range stands, and who walks: a lease with a fence.
    dispatched_through bigint,
    lease_owner     uuid,
    lease_fence     bigint NOT NULL DEFAULT 0,
    lease_until     timestamptz,
    CONSTRAINT campaigns_status_known CHECK (status IN ('DRAFT', 'PREPARING', 'RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED')),
    CONSTRAINT campaigns_channel_known CHECK (channel IN ('SMS', 'EMAIL', 'WHATSAPP')),
    CONSTRAINT campaigns_rate_positive CHECK (rate_per_second > 0),
    CONSTRAINT campaigns_launched_is_frozen CHECK (status = 'DRAFT' OR (frozen_rule IS NOT NULL AND as_of IS NOT NULL AND launched_at IS NOT NULL)),
    CONSTRAINT campaigns_has_an_audience CHECK (segment_id IS NOT NULL OR rule IS NOT NULL OR frozen_rule IS NOT NULL)
);
CREATE INDEX campaigns_active ON campaigns (id) WHERE status IN ('PREPARING', 'RUNNING', 'PAUSED');
CREATE INDEX campaigns_segment ON campaigns (segment_id);

-- One row a (campaign, customer): the truth of what is to be sent and what became of it.
CREATE TABLE communication_log (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id     bigint NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    customer_id     bigint NOT NULL REFERENCES customers (id),
    -- The rank is the order of the states: 0 PENDING, 1 SENT, 2 UNKNOWN, 3 FAILED, 4 DELIVERED;
    -- 5 SKIPPED stands outside of it.
    status          smallint NOT NULL DEFAULT 0,
    -- A person's retry of what definitely failed begins the next one; part of the vendor's key.
    generation      smallint NOT NULL DEFAULT 1,
    -- Calls in this generation that the vendor may have seen.
    attempts        smallint NOT NULL DEFAULT 0,
    -- Ever accepted by the vendor, in any generation.
    accepted        boolean NOT NULL DEFAULT false,
    -- Why it failed, was skipped or is unknown: a stable code.
    reason          text,
    message         text,
    -- Who holds the row for sending, and until when.
    claim           uuid,
    claimed_until   timestamptz,
    -- Whether the vendor may have seen a call under this claim; attempts counts it.
    called          boolean NOT NULL DEFAULT false,
    -- When a PENDING row is due; null until it is rendered.
    next_attempt_at timestamptz,
    vendor_id       text,
    sent_at         timestamptz,
    finished_at     timestamptz,
    CONSTRAINT communication_log_once UNIQUE (campaign_id, customer_id),
    CONSTRAINT communication_log_status_known CHECK (status BETWEEN 0 AND 5),
    CONSTRAINT communication_log_skipped_says_why CHECK (status <> 5 OR reason IS NOT NULL)
) WITH (fillfactor = 70);
-- What is due, a campaign, in the order in which it became so.
CREATE INDEX communication_log_due ON communication_log (campaign_id, next_attempt_at, id) WHERE status = 0;
-- Whose receipt is overdue.
CREATE INDEX communication_log_awaiting ON communication_log (sent_at) WHERE status = 1;
-- The exceptions that people ask for: failed, unknown, skipped.
CREATE INDEX communication_log_exceptions ON communication_log (campaign_id, status, id) WHERE status IN (2, 3, 5);
-- One customer's messages, newest first.
CREATE INDEX communication_log_customer ON communication_log (customer_id, id);

-- What earlier generations came to. A receipt that comes late for one is kept here.
CREATE TABLE communication_log_history (
    log_id     bigint NOT NULL REFERENCES communication_log (id) ON DELETE CASCADE,
    generation smallint NOT NULL,
    status     smallint NOT NULL,
    reason     text,
    vendor_id  text,
    attempts   smallint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (log_id, generation)
);

-- The figures on screen. Changed only in the transaction that changes the rows they count,
-- and the constraint is the promise: every number adds up at every instant.
CREATE TABLE campaign_counters (
    campaign_id bigint PRIMARY KEY REFERENCES campaigns (id) ON DELETE CASCADE,
    audience    integer NOT NULL DEFAULT 0,
    pending     integer NOT NULL DEFAULT 0,
    sent        integer NOT NULL DEFAULT 0,
    unknown     integer NOT NULL DEFAULT 0,
    failed      integer NOT NULL DEFAULT 0,
    delivered   integer NOT NULL DEFAULT 0,
    skipped     integer NOT NULL DEFAULT 0,
    accepted    integer NOT NULL DEFAULT 0,
    -- Rises with each change; subscribers drop what is lower than what they have.
    sequence    bigint NOT NULL DEFAULT 0,
    CONSTRAINT campaign_counters_not_negative CHECK (LEAST(pending, sent, unknown, failed, delivered, skipped, accepted) >= 0),
    CONSTRAINT campaign_counters_add_up CHECK (audience = pending + sent + unknown + failed + delivered + skipped)
) WITH (fillfactor = 50);

-- The same changes over time, ten seconds a point.
CREATE TABLE campaign_points (
    campaign_id bigint NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    accepted    integer NOT NULL DEFAULT 0,
    delivered   integer NOT NULL DEFAULT 0,
    failed      integer NOT NULL DEFAULT 0,
    PRIMARY KEY (campaign_id, at)
) WITH (fillfactor = 70);
