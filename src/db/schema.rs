//! The tables as diesel sees them; a test compares them with the migrated database.
