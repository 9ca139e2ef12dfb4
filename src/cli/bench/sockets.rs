//! What one open subscription takes of the server's memory: what its process has with some thousand more of them,
//! divided by how many. A hundred are open before, so that what the first ones bring along counts for none.

use std::time::Duration;

use serde_json::json;

use super::delivery::Stage;
use super::line::{Figure, Line, Target, Unit};
use super::report::Report;
use super::{Measure, campaign, processes, socket};

const BEFORE: usize = 100;
/// For the server to come to rest: the last answers are under way when the client has them.
const REST: Duration = Duration::from_secs(1);

/// Opens them.
pub async fn measure(stage: &Stage<'_>, report: &mut Report) -> anyhow::Result<()> {
    report.begin("sockets");
    let server = processes::serve(stage.ground, &stage.database, "serve", None).await?;
    let id = campaign::draft(&stage.ground.link(&server)?, json!({ "everyone": true })).await?;
    let _before = socket::open_many(&server, &id, BEFORE).await?;
    tokio::time::sleep(REST).await;
    let before = server.memory()?.now;
    let count = stage.scale.sockets;
    let _sockets = socket::open_many(&server, &id, count).await?;
    tokio::time::sleep(REST).await;
    let grown = server.memory()?.now.saturating_sub(before);
    let each = Figure { value: grown as f64 / count as f64, unit: Unit::Kilobytes };
    let what = format!("one open subscription, of {}", indicatif::HumanCount(count as u64));
    report.add(Line::of(Measure::Sockets, what, each).target(Target::Most(16.0)));
    server.stop().await
}
