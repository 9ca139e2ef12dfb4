//! A database for each test, copied from a template that is migrated once a run.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use tokio::sync::OnceCell;
use xeno::db::{self, Db, Purpose};

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database that is dropped with its test.
pub struct Database {
    pub url: String,
    name: String,
}

fn server() -> String {
    std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL is not set; run `make test`, or `make servers` and set what it prints")
}

fn url_of(database: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("TEST_DATABASE_URL ends in a database name");
    format!("{base}/{database}")
}

async fn template() -> &'static str {
    TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", uuid::Uuid::now_v7().simple());
            execute_at(&server(), &format!("CREATE DATABASE {name}")).await;
            let db = Db::new(&url_of(&name), Purpose::Work, 1).unwrap();
            db::migrate(&db).await.unwrap();
            name
        })
        .await
}

impl Database {
    pub async fn create() -> Self {
        let template = template().await;
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        // A copy needs the template to itself: copies of the same moment take turns.
        let mut connection = AsyncPgConnection::establish(&server()).await.expect("the test database server answers");
        diesel::sql_query("SELECT pg_advisory_lock(7301)").execute(&mut connection).await.unwrap();
        connection
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
            .await
            .unwrap();
        Self { url: url_of(&name), name }
    }

    /// One number, by hand-written SQL: how tests look from outside.
    pub async fn number(&self, sql: &str) -> i64 {
        number(&self.url, sql).await
    }

    /// Hand-written SQL that returns nothing.
    pub async fn execute(&self, sql: &str) {
        execute_at(&self.url, sql).await;
    }
}

/// One number, from any server.
pub async fn number(url: &str, sql: &str) -> i64 {
    try_number(url, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// One number, from a server that may be away.
pub async fn try_number(url: &str, sql: &str) -> Result<i64, String> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        number: i64,
    }
    let mut connection = AsyncPgConnection::establish(url).await.map_err(|error| error.to_string())?;
    let row: Number = diesel::sql_query(format!("SELECT ({sql})::bigint AS number"))
        .get_result(&mut connection)
        .await
        .map_err(|error| error.to_string())?;
    Ok(row.number)
}

/// Hand-written SQL that returns nothing, at any server.
pub async fn execute_at(url: &str, sql: &str) {
    let mut connection = AsyncPgConnection::establish(url).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

impl Drop for Database {
    fn drop(&mut self) {
        let (name, server) = (self.name.clone(), server());
        // Dropping is synchronous; a thread of its own has its own runtime.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut connection = AsyncPgConnection::establish(&server).await.unwrap();
                connection.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
            });
        });
        let _ = dropped.join();
    }
}
