-- What a caller was told that a launch would do, and may now do once, for some minutes. Only the hash of the text that
-- opens it is kept. Old ones, and all but the newest few of a
-- caller and campaign, are dropped as new ones are made.
CREATE TABLE launch_confirmations (
    secret_hash bytea PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    -- The stable id of whom it was given to: nobody else may use it.
    actor       text NOT NULL,
    -- What was simulated: channel, message, rate, the rule with its segments inlined, how many people match it, how many
    -- of them would get a message, and a digest of who those are.
    terms       jsonb NOT NULL,
    expires_at  timestamptz NOT NULL,
    -- When it was used, in the transaction of the launch.
    used_at     timestamptz,
    CONSTRAINT launch_confirmations_hash_is_sha256 CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX launch_confirmations_old ON launch_confirmations (expires_at);
CREATE INDEX launch_confirmations_campaign ON launch_confirmations (campaign_id);
