//! A plain connection to Postgres, beside the product's own: what is compared must not go through what is
//! measured. It also speaks COPY.

use tokio_postgres::{Client, NoTls};

/// A connection of one's own. It ends with the client.
pub async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection of the bench ended");
        }
    });
    client.batch_execute("SET TimeZone = 'UTC'; SET application_name = 'xeno bench'").await?;
    Ok(client)
}

/// One number.
pub async fn number(client: &Client, query: &str) -> anyhow::Result<i64> {
    Ok(client.query_one(query, &[]).await?.try_get(0)?)
}
