-- Two orders with coffee in half a year, in the south
--| {"all": [
--|     {"city": {"in": ["Bengaluru", "Mysuru", "Mangaluru", "Chennai", "Coimbatore", "Kochi", "Hyderabad"]}},
--|     {"orders": {"where": {"category": {"eq": "Coffee"}, "placedAt": {"withinLast": {"days": 180}}},
--|                 "count": {"gte": 2}}}
--| ]}
WITH lovers AS (
    SELECT customer_id
    FROM orders
    WHERE status = 1 AND placed_at > $1::timestamptz - interval '180 days' AND placed_at <= $1
          AND item_categories && ARRAY['coffee']
    GROUP BY customer_id
    HAVING count(*) >= 2
)
SELECT ARRAY[
    count(*) FILTER (WHERE south AND loves AND consent <> 0 AND (phone_folded IS NOT NULL OR email_folded IS NOT NULL)),
    count(*) FILTER (WHERE south AND loves),
    count(*) FILTER (WHERE south),
    count(*) FILTER (WHERE loves)
]::bigint[]
FROM (
    SELECT a.consent, a.phone_folded, a.email_folded, l.customer_id IS NOT NULL AS loves,
           a.city_folded IN ('bengaluru', 'mysuru', 'mangaluru', 'chennai', 'coimbatore', 'kochi', 'hyderabad')
               IS TRUE AS south
    FROM audience AS a LEFT JOIN lovers AS l USING (customer_id)
) AS asked
