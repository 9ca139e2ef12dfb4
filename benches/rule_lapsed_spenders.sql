-- Spent 5,000 in a year, nothing for 90 days
--| {"all": [
--|     {"orders": {"where": {"placedAt": {"withinLast": {"days": 365}}}, "total": {"gt": "5000"}}},
--|     {"not": {"orders": {"where": {"placedAt": {"withinLast": {"days": 90}}}, "count": {"gte": 1}}}}
--| ]}
-- The shorter window lies within the longer one: one pass over the orders of a year tells both.
WITH year AS (
    SELECT customer_id, sum(amount_minor) AS total, max(placed_at) > $1::timestamptz - interval '90 days' AS lately
    FROM orders
    WHERE status = 1 AND placed_at > $1 - interval '365 days' AND placed_at <= $1
    GROUP BY customer_id
), figures AS (
    SELECT count(*) FILTER (WHERE lately) AS lately, count(*) FILTER (WHERE total > 500000) AS spent FROM year
), lapsed AS (
    SELECT count(*) AS members,
           count(*) FILTER (WHERE a.consent <> 0
                                  AND (a.phone_folded IS NOT NULL OR a.email_folded IS NOT NULL)) AS reachable
    FROM year JOIN audience AS a USING (customer_id)
    WHERE total > 500000 AND NOT lately
)
SELECT ARRAY[reachable, members, spent, (SELECT count(*) FROM audience) - lately, lately]::bigint[]
FROM figures, lapsed
