//! What was typed, and what it comes to for a file: raw arguments and the resolved plan are two types.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::cell::Reading;
use super::content::{Content, Format};
use super::mapping::{Columns, Keys};
use super::records::{self, Grammar, Layout, Place};
use super::rejected::Style;
use crate::cli::connection::Connection;
use crate::client::ingest::Kind;

/// Load customers or orders from a file, through the API.
///
/// Rows go out in bulk mutations, several at a time. What is wrong is written, with line and reason, to a file
/// of rejected rows. An import that breaks off goes on where it stopped when the same command is run again.
///
/// Exit code: 0 when every row is in; 2 when rows were rejected or dead-lettered; 1 when it failed.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The file: CSV with a header line, or NDJSON; either may be gzipped
    pub file: PathBuf,
    /// What its rows are
    #[arg(long, value_enum)]
    pub kind: Kind,
    /// Which column is which field: amount=total, attributes.tier=Tier, attributes.points:number=Points;
    /// may be given often. Columns with names that are understood need none
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    #[command(flatten)]
    pub connection: Connection,
    /// Where rejected rows go [default: FILE.rejected.csv or .ndjson]
    #[arg(long, value_name = "FILE")]
    pub rejected: Option<PathBuf>,
    /// Where progress is kept, to go on after a break [default: FILE.xeno-import.ndjson]
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// How rows are written [default: by the file's name]
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// What separates the cells of a CSV file [default: a comma; a tab in .tsv files]
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<char>,
    /// Where dates without a time zone are at home: Asia/Kolkata. Without it such rows are rejected
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<Tz>,
    /// Rows in one call
    #[arg(long, value_name = "ROWS", default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub batch: u16,
    /// Calls at a time
    #[arg(long, value_name = "CALLS", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub concurrency: u8,
    /// Show the mapping and check every row, without sending any
    #[arg(long)]
    pub dry_run: bool,
    /// Start over instead of going on after a break
    #[arg(long)]
    pub restart: bool,
    /// Do not wait until accepted rows are persisted
    #[arg(long)]
    pub no_wait: bool,
}

/// What is to be done with a file, resolved.
pub struct Plan {
    /// The file's bytes.
    pub content: Content,
    /// What its records mean.
    pub grammar: Grammar,
    /// Where the first record begins.
    pub first: Place,
    /// How rejected rows are written.
    pub style: Style,
    /// Where.
    pub rejected: PathBuf,
    /// Where progress is kept.
    pub state: PathBuf,
    /// Rows in one window.
    pub batch: usize,
}

impl Plan {
    /// Looks at the file's first bytes and header.
    pub fn of(args: &Args) -> anyhow::Result<Self> {
        let file = args.file.display();
        let content = Content::of(&args.file).with_context(|| format!("{file} cannot be read"))?;
        let Some(format) = args.format.or_else(|| Format::of(&args.file)) else {
            bail!("{file}: the name does not say how its rows are written; say --format csv or --format ndjson");
        };
        let reading = Reading { timezone: args.timezone };
        let (layout, first, style) = match format {
            Format::Csv => {
                let delimiter = delimiter(args)?;
                let (header, first) = records::header(&content, delimiter).with_context(|| file.to_string())?;
                let columns = Columns::of(args.kind, header, &args.map).with_context(|| file.to_string())?;
                let style = Style::Csv { header: columns.header.clone(), delimiter };
                (Layout::Csv { columns, delimiter }, first, style)
            }
            Format::Ndjson => (Layout::Ndjson(Keys::of(args.kind, &args.map)?), Place::default(), Style::Ndjson),
        };
        let beside = |ending: &str| {
            let mut name = args.file.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        };
        let rejected = args.rejected.clone().unwrap_or_else(|| beside(&format!(".rejected.{}", format.name())));
        let state = args.state.clone().unwrap_or_else(|| beside(".xeno-import.ndjson"));
        if [&rejected, &state].into_iter().any(|path| same_file(path, &args.file)) || rejected == state {
            bail!("the file, its rejected rows and its progress need three different names");
        }
        let grammar = Grammar { kind: args.kind, layout, reading };
        Ok(Self { content, grammar, first, style, rejected, state, batch: usize::from(args.batch) })
    }

    /// Of all that makes rows and windows of the file. Another build of the program that reads rows in another
    /// way is another plan.
    pub fn fingerprint(&self) -> String {
        let text = format!("{} {:?} {}", env!("CARGO_PKG_VERSION"), self.grammar, self.batch);
        hex::encode(Sha256::digest(text))
    }

    /// One line a column: what becomes of it.
    pub fn describe(&self) -> Vec<String> {
        let Layout::Csv { columns, .. } = &self.grammar.layout else { return Vec::new() };
        let width = columns.header.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        let pairs = columns.header.iter().zip(&columns.targets);
        pairs
            .map(|(name, target)| match target {
                Some(target) => format!("  {name:width$}  becomes {}", target.path()),
                None => format!("  {name:width$}  is skipped: no field has this name; give it one with --map"),
            })
            .collect()
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn delimiter(args: &Args) -> anyhow::Result<u8> {
    let name = args.file.to_string_lossy().to_ascii_lowercase();
    let usual = if name.trim_end_matches(".gz").ends_with(".tsv") { '\t' } else { ',' };
    let given = args.delimiter.unwrap_or(usual);
    match u8::try_from(given) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Ok(byte),
        _ => bail!("--delimiter {given:?}: take a comma, a semicolon, a tab or another ASCII character"),
    }
}
