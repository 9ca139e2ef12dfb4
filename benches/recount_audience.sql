-- What the completed orders of each customer come to.
UPDATE audience AS a
SET spend_minor = o.spend, order_count = o.orders, first_order_at = o.first, last_order_at = o.last
FROM (SELECT customer_id, sum(amount_minor)::bigint AS spend, count(*)::int AS orders, min(placed_at) AS first,
             max(placed_at) AS last
      FROM orders WHERE status = 1 GROUP BY customer_id) AS o
WHERE o.customer_id = a.customer_id
