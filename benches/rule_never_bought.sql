-- Never bought on the web
--| {"orders": {"where": {"channel": {"eq": "web"}}, "count": {"eq": 0}}}
SELECT ARRAY[
    count(*) FILTER (WHERE a.consent <> 0 AND (a.phone_folded IS NOT NULL OR a.email_folded IS NOT NULL)),
    count(*)
]::bigint[]
FROM audience AS a
WHERE NOT EXISTS (SELECT FROM orders AS o
                  WHERE o.customer_id = a.customer_id AND o.status = 1 AND o.channel_folded = 'web')
