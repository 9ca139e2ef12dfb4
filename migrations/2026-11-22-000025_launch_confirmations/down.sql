DROP TABLE launch_confirmations;
