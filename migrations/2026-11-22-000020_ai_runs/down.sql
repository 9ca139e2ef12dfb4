DROP TABLE ai_runs;
