DROP TABLE audience;
DROP TABLE customers;
