//! Tables of the size that is wanted, from some thousand rows that the product wrote itself: they are copied within
//! the database, so that every row looks as the product would have written it.

use anyhow::bail;
use tokio_postgres::Client;

use super::sql;

const CUSTOMERS: &str = include_str!("../../../benches/grow_customers.sql");
const AUDIENCE: &str = include_str!("../../../benches/grow_audience.sql");
const ORDERS: &str = include_str!("../../../benches/grow_orders.sql");
const RECOUNT: &str = include_str!("../../../benches/recount_audience.sql");
const INEXACT: &str = include_str!("../../../benches/inexact_audience.sql");

/// Copies customers, without their orders, until there are so many; how many there are then.
pub async fn customers(client: &Client, wanted: u64) -> anyhow::Result<u64> {
    let wanted = i64::try_from(wanted)?;
    client.execute(CUSTOMERS, &[&wanted]).await?;
    client.execute(AUDIENCE, &[]).await?;
    vacuum(client, &["VACUUM ANALYZE customers", "VACUUM ANALYZE audience"]).await?;
    Ok(u64::try_from(sql::number(client, "SELECT count(*) FROM customers").await?)?)
}

/// Copies orders, each to a customer drawn anew, until there are so many; then counts them for the audience.
pub async fn orders(client: &Client, wanted: u64) -> anyhow::Result<()> {
    let wanted = i64::try_from(wanted)?;
    // Without merging, or the copies would come sorted by their owners, as no orders ever do.
    client.batch_execute("SET enable_mergejoin = off").await?;
    client.execute(ORDERS, &[&wanted]).await?;
    client.batch_execute("RESET enable_mergejoin").await?;
    client.execute(RECOUNT, &[]).await?;
    // Every row was rewritten: what is measured is a table and not the room that its former rows took.
    vacuum(client, &["VACUUM FULL audience", "VACUUM ANALYZE audience", "VACUUM ANALYZE orders"]).await
}

/// One after the other: several in one text would be one transaction, in which they cannot run.
async fn vacuum(client: &Client, statements: &[&str]) -> anyhow::Result<()> {
    for statement in statements {
        client.batch_execute(statement).await?;
    }
    Ok(())
}

/// Fails if any audience row is not what its customer's orders come to.
pub async fn audience_is_exact(client: &Client) -> anyhow::Result<()> {
    match sql::number(client, INEXACT).await? {
        0 => Ok(()),
        wrong => bail!("{wrong} audience rows are not what their customers' orders come to"),
    }
}
