-- Where the fifths of all who have ordered begin: what a customer's tier is judged against. One row, written anew some
-- time after the data changed; none while nobody has ordered.
CREATE TABLE rfm_breaks (
    id         boolean PRIMARY KEY DEFAULT true,
    as_of      timestamptz NOT NULL,
    -- How many have ordered.
    customers  bigint NOT NULL,
    -- The smallest value of the second to the fifth fifth; null where so many are equal that nobody is in it.
    recency    timestamptz[] NOT NULL,
    frequency  integer[] NOT NULL,
    monetary   bigint[] NOT NULL,
    -- The median of the customers' mean time between two orders, at least a day; null where nobody ordered twice.
    usual_gap_seconds bigint,
    CONSTRAINT rfm_breaks_one_row CHECK (id),
    CONSTRAINT rfm_breaks_four_each CHECK (cardinality(recency) = 4 AND cardinality(frequency) = 4 AND cardinality(monetary) = 4),
    CONSTRAINT rfm_breaks_gap_of_a_day CHECK (usual_gap_seconds >= 86400)
);
