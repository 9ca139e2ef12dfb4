-- The record of what was bought.
CREATE TABLE orders (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    external_id  text COLLATE "C" NOT NULL,
    customer_id  bigint NOT NULL REFERENCES customers (id),
    amount_minor bigint NOT NULL,
    -- 0 PENDING, 1 COMPLETED, 2 CANCELLED, 3 REFUNDED
    status       smallint NOT NULL,
    placed_at    timestamptz NOT NULL,
    channel      text,
    channel_folded text COLLATE "C",
    -- [{"sku", "name", "category", "quantity", "priceMinor"}], null when none were given
    items        jsonb,
    -- The same items' skus and categories, folded, in the same order: what rules compare.
    item_skus       text[] COLLATE "C",
    item_categories text[] COLLATE "C",
    -- As in customers.
    field_versions bigint[] NOT NULL DEFAULT '{}',
    CONSTRAINT orders_external_id_key UNIQUE (external_id),
    CONSTRAINT orders_amount_not_negative CHECK (amount_minor >= 0),
    CONSTRAINT orders_status_known CHECK (status BETWEEN 0 AND 3)
);

-- A customer's orders by time: the customer's page, and first and last order after a correction.
CREATE INDEX orders_customer_placed ON orders (customer_id, placed_at);
