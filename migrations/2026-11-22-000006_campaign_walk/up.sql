-- Where the dispatcher's walk stands is nobody's to know but the dispatcher's: the rows say what is to be sent.
ALTER TABLE campaigns DROP COLUMN dispatched_through;
