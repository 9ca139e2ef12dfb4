DROP TABLE audit_log;
DROP FUNCTION audit_log_is_append_only;
DROP TABLE api_keys;
DROP TABLE sessions;
DROP TABLE sign_in_attempts;
DROP TABLE setup_codes;
DROP TABLE invitations;
DROP TABLE users;
