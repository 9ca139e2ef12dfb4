DROP TABLE segment_references;
DROP TABLE segments;
