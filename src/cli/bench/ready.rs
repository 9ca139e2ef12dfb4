//! From the start of `xeno serve` until it is ready, on a database that is up to date.

use super::Measure;
use super::delivery::Stage;
use super::line::{Figure, Line, Target};
use super::processes;
use super::report::Report;
use super::statistics::Samples;

const STARTS: usize = 5;

/// Starts it several times.
pub async fn measure(stage: &Stage<'_>, report: &mut Report) -> anyhow::Result<()> {
    report.begin("starts");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let server = processes::serve(stage.ground, &stage.database, "serve", None).await?;
        times.push(server.ready_after);
        server.stop().await?;
    }
    let median = Figure::ms(Samples::of_times(times).median());
    report.add(Line::of(Measure::Ready, "start to ready, the median", median).target(Target::Most(1000.0)));
    Ok(())
}
