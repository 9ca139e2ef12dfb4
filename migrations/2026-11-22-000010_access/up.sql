-- People who have signed in. The provider's subject is who they are; address and name are what it says of them.
CREATE TABLE users (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issuer       text NOT NULL,
    subject      text NOT NULL,
    -- Lower case, and verified by the provider; null where it gave none that is.
    email        text,
    name         text,
    -- Null: signed in, and waiting to be let in.
    role         text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_once UNIQUE (issuer, subject),
    CONSTRAINT users_role_known CHECK (role IN ('VIEWER', 'MARKETER', 'ADMIN'))
);

-- Who is expected: the first sign-in with the address takes the role and uses the invitation up.
CREATE TABLE invitations (
    email      text PRIMARY KEY,
    role       text NOT NULL,
    invited_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invitations_role_known CHECK (role IN ('VIEWER', 'MARKETER', 'ADMIN'))
);

-- Codes that make whoever enters one the first admin; only hashes, and gone once there is an admin.
CREATE TABLE setup_codes (
    hash       bytea PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Sign-ins under way: the state that went to the provider, bound to the browser that began.
CREATE TABLE sign_in_attempts (
    state_hash    bytea PRIMARY KEY,
    browser_hash  bytea NOT NULL,
    nonce         text NOT NULL,
    pkce_verifier text NOT NULL,
    return_to     text NOT NULL,
    expires_at    timestamptz NOT NULL
);
CREATE INDEX sign_in_attempts_expired ON sign_in_attempts (expires_at);

-- Open sessions. The browser has the token, we have its hash.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    -- Null: the local admin.
    user_id    bigint REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expired ON sessions (expires_at);

-- Keys of scripts. The key is shown once; what is kept is its hash and enough of it to be told from others.
CREATE TABLE api_keys (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,
    shown        text NOT NULL,
    key_hash     bytea NOT NULL,
    scopes       text[] NOT NULL,
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    -- To the minute.
    last_used_at timestamptz,
    CONSTRAINT api_keys_once UNIQUE (key_hash),
    CONSTRAINT api_keys_has_a_scope CHECK (cardinality(scopes) > 0),
    CONSTRAINT api_keys_scopes_known CHECK (scopes <@ ARRAY['INGEST', 'READ', 'CAMPAIGNS', 'RECEIPTS'])
);

-- Who did what to what, when, from where. Written in the transaction of the deed, and never changed.
CREATE TABLE audit_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    -- The stable id, and what people knew the actor by at that moment.
    actor       text NOT NULL,
    actor_label text NOT NULL,
    action      text NOT NULL,
    -- The id of what it was done to, and its name at that moment.
    subject     text,
    subject_label text,
    address     text
);
CREATE INDEX audit_log_actor ON audit_log (actor, id);
CREATE INDEX audit_log_action ON audit_log (action, id);
CREATE INDEX audit_log_subject ON audit_log (subject, id);

CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
