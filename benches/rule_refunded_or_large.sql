-- Ever refunded, or in Bengaluru with large orders
--| {"any": [
--|     {"orders": {"where": {"status": ["CANCELLED", "REFUNDED"]}, "count": {"gte": 1}}},
--|     {"all": [{"city": {"eq": "Bengaluru"}}, {"orders": {"average": {"gt": "1500"}}}]}
--| ]}
-- The average of all completed orders stands in the audience already.
WITH undone AS (
    SELECT DISTINCT customer_id FROM orders WHERE status IN (2, 3)
)
SELECT ARRAY[
    count(*) FILTER (WHERE (undone OR (local AND large)) AND consent <> 0
                           AND (phone_folded IS NOT NULL OR email_folded IS NOT NULL)),
    count(*) FILTER (WHERE undone OR (local AND large)),
    count(*) FILTER (WHERE undone),
    count(*) FILTER (WHERE local AND large),
    count(*) FILTER (WHERE local),
    count(*) FILTER (WHERE large)
]::bigint[]
FROM (
    SELECT a.consent, a.phone_folded, a.email_folded, u.customer_id IS NOT NULL AS undone,
           (a.city_folded = 'bengaluru') IS TRUE AS local, a.spend_minor > 150000 * a.order_count::bigint AS large
    FROM audience AS a LEFT JOIN undone AS u USING (customer_id)
) AS asked
