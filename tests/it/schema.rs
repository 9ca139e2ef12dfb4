//! Generated files are the truth's copies, not its rivals: what diesel sees of the tables and what clients see
//! of the API is compared with what is, and `make schema` refreshes both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use crate::support::postgres::Database;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Text)]
    sql_type: String,
    #[diesel(sql_type = Text)]
    primary_key: String,
}

fn diesel_type(sql: &str) -> String {
    let (inner, nullable) = sql.strip_suffix('?').map_or((sql, false), |inner| (inner, true));
    let base = match inner.trim_end_matches("[]") {
        "bigint" => "Int8",
        "integer" => "Int4",
        "smallint" => "Int2",
        "boolean" => "Bool",
        "text" => "Text",
        "jsonb" => "Jsonb",
        "bytea" => "Bytea",
        "uuid" => "Uuid",
        "real" => "Float4",
        "timestamp with time zone" => "Timestamptz",
        other => panic!("{other} has no diesel type here yet"),
    };
    let full = if inner.ends_with("[]") { format!("Array<Nullable<{base}>>") } else { base.to_owned() };
    if nullable { format!("Nullable<{full}>") } else { full }
}

/// The file as it should be, from the migrated database.
async fn rendered(url: &str) -> String {
    let mut connection = AsyncPgConnection::establish(url).await.unwrap();
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT c.relname::text AS table, a.attname::text AS column, \
                format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN '' ELSE '?' END AS sql_type, \
                coalesce((SELECT string_agg(k.attname, ', ' ORDER BY p.place) \
                          FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS p (attnum, place), pg_attribute k \
                          WHERE i.indrelid = c.oid AND i.indisprimary AND k.attrelid = c.oid AND k.attnum = p.attnum), \
                         '')::text AS primary_key \
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE '\\_\\_diesel%' \
         ORDER BY c.relname, a.attnum",
    )
    .load(&mut connection)
    .await
    .unwrap();
    let mut tables: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
    for column in columns {
        let table = tables.entry((column.table, column.primary_key)).or_default();
        table.push((column.column, diesel_type(&column.sql_type)));
    }
    let mut text =
        "//! The tables as diesel sees them. Generated from the migrated database by `make schema`; a test compares.\n"
            .to_owned();
    for ((table, key), columns) in &tables {
        write!(text, "\ndiesel::table! {{\n    {table} ({key}) {{\n").unwrap();
        for (column, kind) in columns {
            writeln!(text, "        {column} -> {kind},").unwrap();
        }
        text.push_str("    }\n}\n");
    }
    let names: Vec<&str> = tables.keys().map(|(table, _)| table.as_str()).collect();
    write!(text, "\ndiesel::allow_tables_to_appear_in_same_query!(\n    {},\n);\n", names.join(",\n    ")).unwrap();
    text
}

/// Compares, or writes where `REFRESH_SCHEMA` asks for it.
fn compare(file: &str, should: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var("REFRESH_SCHEMA").is_ok() {
        std::fs::write(&path, should).unwrap();
        return;
    }
    let is = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(is == should, "{file} is not up to date; run `make schema`");
}

#[tokio::test(flavor = "multi_thread")]
async fn diesels_view_of_the_tables_is_up_to_date() {
    let database = Database::create().await;
    compare("src/db/schema.rs", &rendered(&database.url).await);
}

#[test]
fn the_api_schema_in_the_tree_is_up_to_date() {
    compare("schema.graphql", &xeno::graphql::sdl());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_can_be_undone_and_done_again() {
    let database = Database::create().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().rev() {
        Database::execute(&database, &std::fs::read_to_string(folder.join("down.sql")).unwrap()).await;
    }
    let left = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_\\_diesel%'";
    assert_eq!(database.number(left).await, 0, "the down files leave nothing behind");
    for folder in &folders {
        Database::execute(&database, &std::fs::read_to_string(folder.join("up.sql")).unwrap()).await;
    }
    compare("src/db/schema.rs", &rendered(&database.url).await);
}
