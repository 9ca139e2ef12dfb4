//! The tables as diesel sees them. Generated from the migrated database by `make schema`; a test compares.

diesel::table! {
    ai_runs (id) {
        id -> Int8,
        at -> Timestamptz,
        actor -> Text,
        actor_label -> Text,
        task -> Text,
        asked -> Text,
        engine -> Text,
        model -> Nullable<Text>,
        outcome -> Text,
        problem -> Nullable<Text>,
        took_ms -> Int4,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Int8,
        name -> Text,
        shown -> Text,
        key_hash -> Bytea,
        scopes -> Array<Nullable<Text>>,
        created_by -> Text,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    audience (customer_id) {
        customer_id -> Int8,
        spend_minor -> Int8,
        first_order_at -> Nullable<Timestamptz>,
        last_order_at -> Nullable<Timestamptz>,
        created_at -> Nullable<Timestamptz>,
        order_count -> Int4,
        visits -> Int4,
        consent -> Int2,
        name_folded -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        phone_folded -> Nullable<Text>,
        city_folded -> Nullable<Text>,
        country_folded -> Nullable<Text>,
        tags -> Array<Nullable<Text>>,
        attributes -> Jsonb,
        attribute_dates -> Jsonb,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Int8,
        at -> Timestamptz,
        actor -> Text,
        actor_label -> Text,
        action -> Text,
        subject -> Nullable<Text>,
        subject_label -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    campaign_counters (campaign_id) {
        campaign_id -> Int8,
        audience -> Int4,
        pending -> Int4,
        sent -> Int4,
        unknown -> Int4,
        failed -> Int4,
        delivered -> Int4,
        skipped -> Int4,
        accepted -> Int4,
        sequence -> Int8,
    }
}

diesel::table! {
    campaign_points (campaign_id, at) {
        campaign_id -> Int8,
        at -> Timestamptz,
        accepted -> Int4,
        delivered -> Int4,
        failed -> Int4,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Int8,
        name -> Text,
        status -> Text,
        channel -> Text,
        message -> Text,
        segment_id -> Nullable<Int8>,
        rule -> Nullable<Jsonb>,
        frozen_rule -> Nullable<Jsonb>,
        as_of -> Nullable<Timestamptz>,
        rate_per_second -> Nullable<Int4>,
        created_by -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        launched_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        first_log_id -> Nullable<Int8>,
        last_log_id -> Nullable<Int8>,
        rendered_through -> Nullable<Int8>,
        lease_owner -> Nullable<Uuid>,
        lease_fence -> Int8,
        lease_until -> Nullable<Timestamptz>,
        tags -> Array<Nullable<Text>>,
        tags_suggested -> Bool,
    }
}

diesel::table! {
    communication_log (id) {
        id -> Int8,
        campaign_id -> Int8,
        customer_id -> Int8,
        status -> Int2,
        generation -> Int2,
        attempts -> Int2,
        accepted -> Bool,
        reason -> Nullable<Text>,
        message -> Nullable<Text>,
        claim -> Nullable<Uuid>,
        claimed_until -> Nullable<Timestamptz>,
        called -> Bool,
        next_attempt_at -> Nullable<Timestamptz>,
        vendor_id -> Nullable<Text>,
        sent_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    communication_log_history (log_id, generation) {
        log_id -> Int8,
        generation -> Int2,
        status -> Int2,
        reason -> Nullable<Text>,
        vendor_id -> Nullable<Text>,
        attempts -> Int2,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    customers (id) {
        id -> Int8,
        external_id -> Text,
        name -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        city -> Nullable<Text>,
        country -> Nullable<Text>,
        visits -> Nullable<Int4>,
        tags -> Array<Nullable<Text>>,
        consent -> Int2,
        attributes -> Jsonb,
        created_at -> Nullable<Timestamptz>,
        field_versions -> Array<Nullable<Int8>>,
        attribute_versions -> Jsonb,
    }
}

diesel::table! {
    dead_letters (id) {
        id -> Int8,
        stream -> Text,
        entry_id -> Text,
        row -> Int4,
        state -> Text,
        code -> Text,
        reason -> Text,
        payload -> Text,
        batch_id -> Nullable<Uuid>,
        chunk -> Nullable<Int4>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (actor, mutation, key) {
        actor -> Text,
        mutation -> Text,
        key -> Text,
        request_hash -> Bytea,
        response -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ingest_chunks (batch_id, chunk) {
        batch_id -> Uuid,
        chunk -> Int4,
        kind -> Text,
        chunks -> Int4,
        accepted -> Int4,
        persisted -> Int4,
        dead -> Int4,
        done_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (email) {
        email -> Text,
        role -> Text,
        invited_by -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    launch_confirmations (secret_hash) {
        secret_hash -> Bytea,
        campaign_id -> Int8,
        actor -> Text,
        terms -> Jsonb,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    lookalike_members (lookalike_id, customer_id) {
        lookalike_id -> Int8,
        customer_id -> Int8,
        similarity -> Float4,
    }
}

diesel::table! {
    lookalikes (id) {
        id -> Int8,
        segment_id -> Nullable<Int8>,
        seed_name -> Nullable<Text>,
        seed_sentence -> Text,
        minimum_similarity -> Nullable<Float4>,
        size -> Int4,
        created_by -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    orders (id) {
        id -> Int8,
        external_id -> Text,
        customer_id -> Int8,
        amount_minor -> Int8,
        status -> Int2,
        placed_at -> Timestamptz,
        channel -> Nullable<Text>,
        channel_folded -> Nullable<Text>,
        items -> Nullable<Jsonb>,
        item_skus -> Nullable<Array<Nullable<Text>>>,
        item_categories -> Nullable<Array<Nullable<Text>>>,
        field_versions -> Array<Nullable<Int8>>,
    }
}

diesel::table! {
    rfm_breaks (id) {
        id -> Bool,
        as_of -> Timestamptz,
        customers -> Int8,
        recency -> Array<Nullable<Timestamptz>>,
        frequency -> Array<Nullable<Int4>>,
        monetary -> Array<Nullable<Int8>>,
        usual_gap_seconds -> Nullable<Int8>,
    }
}

diesel::table! {
    segment_lookalikes (segment_id, lookalike_id) {
        segment_id -> Int8,
        lookalike_id -> Int8,
    }
}

diesel::table! {
    segment_references (segment_id, refers_to) {
        segment_id -> Int8,
        refers_to -> Int8,
    }
}

diesel::table! {
    segments (id) {
        id -> Int8,
        name -> Text,
        name_folded -> Text,
        description -> Nullable<Text>,
        rule -> Jsonb,
        created_by -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Bytea,
        user_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    setup_codes (hash) {
        hash -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sign_in_attempts (state_hash) {
        state_hash -> Bytea,
        browser_hash -> Bytea,
        nonce -> Text,
        pkce_verifier -> Text,
        return_to -> Text,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        issuer -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        name -> Nullable<Text>,
        role -> Nullable<Text>,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    ai_runs,
    api_keys,
    audience,
    audit_log,
    campaign_counters,
    campaign_points,
    campaigns,
    communication_log,
    communication_log_history,
    customers,
    dead_letters,
    idempotency_keys,
    ingest_chunks,
    invitations,
    launch_confirmations,
    lookalike_members,
    lookalikes,
    orders,
    rfm_breaks,
    segment_lookalikes,
    segment_references,
    segments,
    sessions,
    setup_codes,
    sign_in_attempts,
    users,
);
