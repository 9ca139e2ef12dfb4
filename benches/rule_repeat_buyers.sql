-- Two orders within 90 days
--| {"orders": {"where": {"placedAt": {"withinLast": {"days": 90}}}, "count": {"gte": 2}}}
-- Nobody but buyers can match, so the audience is only asked who of them can be reached.
WITH buyers AS (
    SELECT customer_id
    FROM orders
    WHERE status = 1 AND placed_at > $1::timestamptz - interval '90 days' AND placed_at <= $1
    GROUP BY customer_id
    HAVING count(*) >= 2
)
SELECT ARRAY[
    count(*) FILTER (WHERE a.consent <> 0 AND (a.phone_folded IS NOT NULL OR a.email_folded IS NOT NULL)),
    count(*)
]::bigint[]
FROM buyers JOIN audience AS a USING (customer_id)
