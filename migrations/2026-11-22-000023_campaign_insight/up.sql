-- What earlier campaigns on a channel came to, the latest first: what a summary compares with.
CREATE INDEX campaigns_past ON campaigns (channel, launched_at DESC) WHERE status = 'COMPLETED';

-- What a campaign is about, in a few words by which it is found again.
ALTER TABLE campaigns
    ADD COLUMN tags text[] COLLATE "C" NOT NULL DEFAULT '{}',
    -- Suggested, until a person sets them.
    ADD COLUMN tags_suggested boolean NOT NULL DEFAULT true,
    ADD CONSTRAINT campaigns_tags_few CHECK (cardinality(tags) <= 10);
CREATE INDEX campaigns_tags ON campaigns USING gin (tags);
