DROP TABLE rfm_breaks;
