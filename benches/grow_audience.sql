-- The audience rows of copied customers: those of their originals, before any order.
INSERT INTO audience (customer_id, created_at, visits, consent, name_folded, email_folded, phone_folded, city_folded,
                      country_folded, tags, attributes, attribute_dates)
SELECT copy.id, a.created_at, a.visits, a.consent, a.name_folded, a.email_folded, a.phone_folded, a.city_folded,
       a.country_folded, a.tags, a.attributes, a.attribute_dates
FROM customers AS copy
JOIN customers AS original ON original.external_id = split_part(copy.external_id, '~', 1)
JOIN audience AS a ON a.customer_id = original.id
WHERE copy.external_id LIKE '%~%'
ORDER BY copy.id
