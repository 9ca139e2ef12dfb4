-- Copies of all orders, by turns, until there are $1, each of a customer drawn anew.
WITH owners AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM customers
), originals AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS originals, * FROM orders
), copies AS (
    SELECT originals.*, copy,
           mod(hashint8extended(id, copy) & 9223372036854775807, (SELECT count(*) FROM customers)) AS owner
    FROM generate_series(1, $1 / greatest((SELECT count(*) FROM orders), 1)) AS copy, originals
    WHERE copy * originals + place < $1
)
INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at, channel, channel_folded, items,
                    item_skus, item_categories, field_versions)
SELECT external_id || '~' || copy, owners.id, amount_minor, status, placed_at, channel, channel_folded, items,
       item_skus, item_categories, field_versions
FROM copies JOIN owners ON owners.place = copies.owner
