DROP TABLE segment_lookalikes;
DROP TABLE lookalike_members;
DROP TABLE lookalikes;
