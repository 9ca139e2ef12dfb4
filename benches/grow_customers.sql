-- Copies of all customers, by turns, until there are $1. A copy's key tells which one it is: 'SK-000001~2'. They
-- come by their numbers and not by their ids: consumers write side by side, and the last turn is copied in part.
WITH originals AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY length(external_id), external_id) - 1 AS place, count(*) OVER () AS originals, * FROM customers
)
INSERT INTO customers (external_id, name, email, phone, city, country, visits, tags, consent, attributes, created_at,
                       field_versions, attribute_versions)
SELECT external_id || '~' || copy, name, email, phone, city, country, visits, tags, consent, attributes, created_at,
       field_versions, attribute_versions
FROM generate_series(1, $1 / greatest((SELECT count(*) FROM customers), 1)) AS copy, originals
WHERE copy * originals + place < $1
ORDER BY copy, place
