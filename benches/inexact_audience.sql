-- How many customers have no audience row, or one that is not what their completed orders come to.
SELECT count(*)
FROM customers AS c
LEFT JOIN audience AS a ON a.customer_id = c.id
LEFT JOIN (SELECT customer_id, sum(amount_minor) AS spend, count(*) AS orders, min(placed_at) AS first,
                  max(placed_at) AS last
           FROM orders WHERE status = 1 GROUP BY customer_id) AS o ON o.customer_id = c.id
WHERE a.customer_id IS NULL
   OR a.spend_minor <> coalesce(o.spend, 0)
   OR a.order_count <> coalesce(o.orders, 0)
   OR a.first_order_at IS DISTINCT FROM o.first
   OR a.last_order_at IS DISTINCT FROM o.last
