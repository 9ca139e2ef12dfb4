//! The reference of ingestion: the very rows that the product has written, taken out of its tables and copied into
//! a twin of its database, binary, in one transaction. The twin has the same tables, indexes, constraints and
//! settings, lies on the same server and holds as many rows.

use std::io::Cursor;
use std::pin::pin;
use std::time::{Duration, Instant};

use anyhow::bail;
use futures::{SinkExt as _, TryStreamExt as _};
use tokio_postgres::Client;

use super::sql;

/// A table and the column that grows with each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    name: &'static str,
    key: &'static str,
}

impl Table {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }
}

/// What a bulk mutation of customers writes.
pub const OF_CUSTOMERS: &[Table] =
    &[Table { name: "customers", key: "id" }, Table { name: "audience", key: "customer_id" }];
/// What a bulk mutation of orders adds; what it changes of the audience has no counterpart in COPY.
pub const OF_ORDERS: &[Table] = &[Table { name: "orders", key: "id" }];

/// Bytes that are sent at a time.
const PIECE: usize = 64 << 10;

/// Where the product writes, where the copy goes, and what was copied so far.
pub struct Twin {
    ours: Client,
    theirs: Client,
    tables: &'static [Table],
    copied: u64,
    took: Duration,
}

impl Twin {
    /// Both hold the same so far.
    pub async fn of(ours: &str, theirs: &str, tables: &'static [Table]) -> anyhow::Result<Self> {
        let (ours, theirs) = (sql::connect(ours).await?, sql::connect(theirs).await?);
        Ok(Self { ours, theirs, tables, copied: 0, took: Duration::ZERO })
    }

    /// Forgets what was copied so far: it was the warming up.
    pub fn begin(&mut self) {
        (self.copied, self.took) = (0, Duration::ZERO);
    }

    /// Copies what is new; only the copying in is timed.
    pub async fn follow(&mut self) -> anyhow::Result<()> {
        let mut contents = Vec::new();
        for table in self.tables {
            let newest = sql::number(&self.theirs, &newest(*table)).await?;
            contents.push((*table, take(&self.ours, *table, newest).await?));
        }
        let begun = Instant::now();
        self.theirs.batch_execute("BEGIN").await?;
        let mut copied = Vec::new();
        for (table, pieces) in contents {
            copied.push(put(&self.theirs, table, pieces).await?);
        }
        self.theirs.batch_execute("COMMIT").await?;
        self.took += begun.elapsed();
        self.copied += copied.first().copied().unwrap_or_default();
        Ok(())
    }

    /// Rows, of the first table, and how long they took.
    pub fn result(&self) -> (u64, Duration) {
        (self.copied, self.took)
    }

    /// Fails unless both sides wrote as many rows as were sent, and hold the same number now.
    pub async fn agree(&self, rows: u64) -> anyhow::Result<()> {
        if self.copied != rows {
            bail!("{rows} rows were ingested and {} copied", self.copied);
        }
        for table in self.tables {
            let count = format!("SELECT count(*) FROM {}", table.name);
            let (ours, theirs) = (sql::number(&self.ours, &count).await?, sql::number(&self.theirs, &count).await?);
            if ours != theirs {
                bail!("{} holds {ours} rows and its twin {theirs}", table.name);
            }
        }
        Ok(())
    }

    /// The connection to the side that the product writes.
    pub fn ours(&self) -> &Client {
        &self.ours
    }
}

fn newest(table: Table) -> String {
    format!("SELECT coalesce(max({}), 0)::bigint FROM {}", table.key, table.name)
}

async fn take(client: &Client, table: Table, after: i64) -> anyhow::Result<Vec<Vec<u8>>> {
    let Table { name, key } = table;
    let query = format!("COPY (SELECT * FROM {name} WHERE {key} > {after} ORDER BY {key}) TO STDOUT (FORMAT binary)");
    let mut stream = pin!(client.copy_out(&query).await?);
    let (mut pieces, mut piece) = (Vec::new(), Vec::with_capacity(PIECE));
    while let Some(row) = stream.try_next().await? {
        piece.extend_from_slice(&row);
        if piece.len() >= PIECE {
            pieces.push(std::mem::replace(&mut piece, Vec::with_capacity(PIECE)));
        }
    }
    pieces.push(piece);
    Ok(pieces)
}

async fn put(client: &Client, table: Table, pieces: Vec<Vec<u8>>) -> anyhow::Result<u64> {
    let query = format!("COPY {} FROM STDIN (FORMAT binary)", table.name);
    let mut sink = pin!(client.copy_in::<_, Cursor<Vec<u8>>>(&query).await?);
    for piece in pieces {
        sink.send(Cursor::new(piece)).await?;
    }
    Ok(sink.finish().await?)
}
