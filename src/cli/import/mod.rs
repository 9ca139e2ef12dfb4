//! `xeno import`: a client and nothing more. A file of customers or orders in, bulk mutations out.
//!
//! What it promises: a row is accepted once or listed with its reason, whatever breaks in between (this
//! process, the network, the server); memory is bounded by a handful of windows, however long the file; rows
//! of one id are applied in the file's order; the exit code is 0 only if every row arrived.
//!
//! How: [`records`] reads and checks rows, [`window`] cuts them into stretches that are the same each time,
//! [`pump`] sends some at a time, [`journal`] remembers which were acknowledged. What a value means is for the
//! server to judge; only what would fail a whole call ([`cell`]) is found here.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use indicatif::HumanCount;
use tokio::sync::mpsc;

use self::args::Plan;
use self::journal::{About, Done, Journal};
use self::progress::Progress;
use self::pump::{Pump, PumpError, Recorder};
use self::rejected::RejectedFile;
use self::window::Windows;
use crate::client::batches::{self, Settled, WaitError};
use crate::client::retry::{GaveUp, Link};

mod args;
mod cell;
mod content;
mod fields;
mod journal;
mod mapping;
pub(super) mod progress;
mod pump;
mod records;
mod rejected;
mod row;
mod window;

pub use self::args::Args;

/// Rejected rows that a dry run prints.
const SHOWN: usize = 20;
/// Exit code when it went through but not with every row.
const SOME_REJECTED: u8 = 2;

pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let plan = Plan::of(&args)?;
    for line in plan.describe() {
        eprintln!("{line}");
    }
    if args.dry_run {
        return tokio::task::spawn_blocking(move || check(&plan)).await?;
    }
    let progress = Arc::new(Progress::new());
    let link = args.connection.link(&progress)?;
    let outcome = load(&args, &plan, &link, progress.clone()).await;
    progress.finish();
    outcome
}

/// Reads every row and sends none.
fn check(plan: &Plan) -> anyhow::Result<ExitCode> {
    let mut windows = Windows::open(&plan.content, plan.grammar.clone(), plan.batch, 0, plan.first)?;
    let (mut good, mut bad) = (0, 0);
    while let Some(window) = windows.next()? {
        good += window.rows.len();
        for row in window.rejected {
            bad += 1;
            if bad <= SHOWN {
                eprintln!("line {}: {}", row.line, rejected::reasons(&row.problems));
            }
        }
    }
    if bad > SHOWN {
        eprintln!("and {} more", HumanCount((bad - SHOWN) as u64));
    }
    println!("{} rows would be sent, {} rejected. Nothing was sent.", HumanCount(good as u64), HumanCount(bad as u64));
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(SOME_REJECTED) })
}

async fn load(args: &Args, plan: &Plan, link: &Link, progress: Arc<Progress>) -> anyhow::Result<ExitCode> {
    let survey = tokio::task::spawn_blocking({
        let content = plan.content.clone();
        move || content.survey()
    });
    let survey = survey.await?.with_context(|| format!("{} cannot be read", args.file.display()))?;
    let server = link.client.endpoint().to_string();
    let about = About { content: survey.sha256, plan: plan.fingerprint(), server };
    let (journal, done) = Journal::open(&plan.state, &about, args.restart)?;
    let rejected = open_rejected(plan, &done)?;
    let before = done.accepted + done.rejected;
    if before > 0 {
        progress.say(&format!("going on after {} rows that an earlier run sent", HumanCount(before)));
    }
    // The header is no window's.
    progress.stage("rows accepted", done.bytes, survey.bytes.saturating_sub(plan.first.byte), done.accepted);
    let mut recorder = Recorder { journal, rejected, done, progress: progress.clone() };
    if let Err(error) = send(args, plan, link, &mut recorder).await {
        progress.finish();
        return broken_off(error, &recorder);
    }
    let settled = if args.no_wait { None } else { Some(settle(link, &recorder).await) };
    progress.finish();
    finish(args, settled, recorder)
}

fn open_rejected(plan: &Plan, done: &Done) -> anyhow::Result<RejectedFile> {
    RejectedFile::open(&plan.rejected, plan.style.clone(), done.rejected_bytes)
        .with_context(|| format!("{} cannot be written", plan.rejected.display()))
}

async fn send(args: &Args, plan: &Plan, link: &Link, recorder: &mut Recorder) -> Result<(), PumpError> {
    let (next, place) = recorder.done.next();
    let place = place.unwrap_or(plan.first);
    let windows = Windows::open(&plan.content, plan.grammar.clone(), plan.batch, next, place)?;
    let (to, from) = mpsc::channel(1);
    let passed_over = recorder.done.windows();
    let reader = tokio::task::spawn_blocking(move || windows.feed(&passed_over, &to));
    let pump = Pump { link: link.clone(), kind: args.kind, concurrency: usize::from(args.concurrency) };
    // When the pump ends early it drops its end of the channel, and the reader ends too.
    let sent = pump.run(from, recorder).await;
    reader.await?;
    sent
}

async fn settle(link: &Link, recorder: &Recorder) -> Result<Settled, WaitError> {
    let progress = &recorder.progress;
    progress.stage("rows persisted", 0, recorder.done.accepted, 0);
    batches::settle(link, recorder.done.batches.clone(), |now| progress.reach(now.rows(), now.persisted)).await
}

/// Says how far it came and how to go on.
fn broken_off(error: PumpError, recorder: &Recorder) -> anyhow::Result<ExitCode> {
    let done = HumanCount(recorder.done.accepted + recorder.done.rejected);
    let how = format!("{done} rows are done. Run the same command again to go on, or with --restart to start over");
    match error {
        PumpError::Stopped => {
            eprintln!("Stopped. {how}.");
            Ok(ExitCode::FAILURE)
        }
        other => Err(anyhow::Error::new(other).context(format!("the import broke off. {how}"))),
    }
}

fn finish(args: &Args, settled: Option<Result<Settled, WaitError>>, recorder: Recorder) -> anyhow::Result<ExitCode> {
    let Recorder { journal, rejected, done, progress } = recorder;
    let settled = match settled.transpose() {
        Ok(settled) => settled,
        Err(WaitError::Call(GaveUp::Stopped)) => {
            eprintln!("Stopped. All rows are sent and the server goes on; run the same command again to see them in.");
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => {
            let told = "all rows are sent, but it is not known that they are in; run the same command again to look";
            return Err(anyhow::Error::new(error).context(told));
        }
    };
    report(&args.file, &done, settled, (rejected.path(), progress.elapsed().as_secs_f64()));
    journal.remove()?;
    let Settled { dead, forgotten, .. } = settled.unwrap_or_default();
    if forgotten > 0 {
        anyhow::bail!("the server no longer knows {forgotten} of {} batches", done.batches.len());
    }
    let complete = done.rejected == 0 && dead == 0;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(SOME_REJECTED) })
}

fn report(file: &Path, done: &Done, settled: Option<Settled>, (rejected, seconds): (&Path, f64)) {
    let rows = done.accepted + done.rejected;
    let rate = HumanCount((rows as f64 / seconds.max(0.001)) as u64);
    println!("{}: {} rows in {seconds:.1} s, {rate} rows/s", file.display(), HumanCount(rows));
    let line = |name: &str, count: u64| println!("  {name:13} {:>13}", HumanCount(count).to_string());
    line("accepted", done.accepted);
    line("rejected", done.rejected);
    if let Some(settled) = settled {
        line("persisted", settled.persisted);
        line("dead-lettered", settled.dead);
    }
    if done.rejected > 0 {
        println!("The rejected rows, with reasons, are in {}.", rejected.display());
    }
    if settled.is_some_and(|settled| settled.dead > 0) {
        println!("Dead letters have their reasons and can be replayed: deadLetters, deadLettersReplay.");
    }
}
