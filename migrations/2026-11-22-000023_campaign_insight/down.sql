DROP INDEX campaigns_tags;
ALTER TABLE campaigns DROP COLUMN tags, DROP COLUMN tags_suggested;
DROP INDEX campaigns_past;
