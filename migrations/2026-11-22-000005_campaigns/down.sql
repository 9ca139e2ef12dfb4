DROP TABLE campaign_points;
DROP TABLE campaign_counters;
DROP TABLE communication_log_history;
DROP TABLE communication_log;
DROP TABLE campaigns;
