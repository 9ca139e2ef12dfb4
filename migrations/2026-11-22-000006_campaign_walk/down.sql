ALTER TABLE campaigns ADD COLUMN dispatched_through bigint;
