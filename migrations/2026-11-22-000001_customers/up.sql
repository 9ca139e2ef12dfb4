-- The record of who the brand's customers are, as its own systems told us.
CREATE TABLE customers (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The brand's own key. COLLATE "C" everywhere a text is compared or sorted:
    -- byte order is the same on every machine and quicker.
    external_id text COLLATE "C" NOT NULL,
    name        text,
    email       text,
    phone       text,
    city        text,
    country     text,
    visits      integer,
    tags        text[] NOT NULL DEFAULT '{}',
    -- 0 WITHDRAWN, 1 UNKNOWN, 2 GRANTED
    consent     smallint NOT NULL DEFAULT 1,
    attributes  jsonb NOT NULL DEFAULT '{}',
    -- When the brand says that the customer came; null when it never said.
    created_at  timestamptz,
    -- The newest wins, field by field. Groups of three: the version (microseconds since 1970),
    -- the moment of acceptance (likewise; breaks ties), a bit mask of the fields that carry them.
    field_versions bigint[] NOT NULL DEFAULT '{}',
    -- {"key": [version, accepted]}, removed keys included, so that a late old row cannot bring one back.
    attribute_versions jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT customers_external_id_key UNIQUE (external_id),
    CONSTRAINT customers_visits_not_negative CHECK (visits >= 0),
    CONSTRAINT customers_consent_known CHECK (consent BETWEEN 0 AND 2)
);

-- One narrow row a customer: all that a rule may ask of a customer, ready to be scanned.
-- Written only by the consumers, in the transaction that changes the record, so it is never stale.
-- Texts are trimmed and case-folded in Rust.
CREATE TABLE audience (
    customer_id    bigint PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    -- Completed orders only. Money in minor units.
    spend_minor    bigint NOT NULL DEFAULT 0,
    first_order_at timestamptz,
    last_order_at  timestamptz,
    created_at     timestamptz,
    order_count    integer NOT NULL DEFAULT 0,
    visits         integer NOT NULL DEFAULT 0,
    consent        smallint NOT NULL DEFAULT 1,
    name_folded    text COLLATE "C",
    email_folded   text COLLATE "C",
    phone_folded   text COLLATE "C",
    city_folded    text COLLATE "C",
    country_folded text COLLATE "C",
    tags           text[] COLLATE "C" NOT NULL DEFAULT '{}',
    -- Same keys as customers.attributes, string values folded.
    attributes     jsonb NOT NULL DEFAULT '{}',
    -- For the attributes whose text is a date: microseconds since 1970.
    attribute_dates jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT audience_consent_known CHECK (consent BETWEEN 0 AND 2),
    CONSTRAINT audience_orders_add_up CHECK (
        spend_minor >= 0 AND order_count >= 0
        AND (order_count = 0) = (last_order_at IS NULL)
        AND (order_count = 0) = (first_order_at IS NULL)
    )
) WITH (fillfactor = 85);
