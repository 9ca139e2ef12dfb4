//! `xeno golden`: how well plain words are read, by the built-in engine or by any model behind Ollama's protocol.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use crate::ai::assistant::by_model;
use crate::ai::golden::{GoldenSet, SET, Score, Scores, Verdict};
use crate::ai::ollama::Ollama;
use crate::ai::rule::RuleFromText;
use crate::ai::run::Outcome;
use crate::ai::words::{Reading, Terms};
use crate::config::OllamaConfig;

/// Measure how well plain words are read as rules, on the golden set.
///
/// Without a model it measures the built-in engine. With one it measures what a person gets: phrases that the built-in
/// engine is certain of are its own, all others are the model's, checked; where the model gives nothing that holds, the
/// built-in engine's. Fails where anything wrong is called certain.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A model to ask, by its name
    #[arg(long)]
    model: Option<String>,
    /// Where Ollama listens
    #[arg(long, default_value = "http://127.0.0.1:11434", requires = "model")]
    url: String,
    /// How many seconds an answer of the model may take
    #[arg(long, default_value_t = 60, requires = "model", value_parser = clap::value_parser!(u16).range(1..=3600))]
    timeout: u16,
    /// Also ask the model for phrases that the built-in engine is certain of, and let its answer count
    #[arg(long, requires = "model")]
    model_alone: bool,
    /// Another set than the product's own
    #[arg(long)]
    file: Option<PathBuf>,
    /// Also print each phrase that was not read exactly, with the rule that was made of it
    #[arg(long)]
    misses: bool,
}

pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let text = match &args.file {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
        None => SET.to_owned(),
    };
    let set = GoldenSet::read(&text).context("this is no golden set")?;
    let lexicon = set.lexicon()?;
    let terms = set.terms(&lexicon);
    let reader = Reader::of(&args)?;
    let (mut scores, mut all) = (Scores::new(), Score::default());
    for phrase in &set.phrases {
        let reading = reader.read(&phrase.phrase, terms).await?;
        let verdict = phrase.judge(&reading);
        scores.entry(phrase.area.clone()).or_default().add(verdict, &reading);
        all.add(verdict, &reading);
        if args.misses && verdict != Verdict::Exact {
            print_miss(&phrase.phrase, &reading, verdict)?;
        }
    }
    print_scores(&scores, all);
    reader.print_runs();
    Ok(if all.wrongly_certain == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Reader {
    model: Option<Ollama>,
    model_alone: bool,
    runs: RefCell<Runs>,
}

/// What came of asking the model.
#[derive(Default)]
struct Runs {
    held: usize,
    held_at_second_try: usize,
    /// How often its answer could not be used, by what was wrong with it.
    refused: BTreeMap<String, usize>,
}

impl Reader {
    fn of(args: &Args) -> anyhow::Result<Self> {
        let config = args.model.as_ref().map(|model| OllamaConfig {
            url: args.url.trim_end_matches('/').to_owned(),
            model: model.clone(),
            timeout: Duration::from_secs(args.timeout.into()),
            concurrency: 1,
        });
        let model = config.as_ref().map(Ollama::new).transpose()?;
        Ok(Self { model, model_alone: args.model_alone, runs: RefCell::default() })
    }

    async fn read(&self, text: &str, terms: Terms<'_>) -> anyhow::Result<Reading> {
        let task = RuleFromText::new(text, terms)?;
        let Some(model) = self.model.as_ref().filter(|_| self.model_alone || !task.is_certain()) else {
            return Ok(task.into_reading());
        };
        let answer = by_model(model, &task).await;
        let mut runs = self.runs.borrow_mut();
        match answer {
            Ok((reading, Outcome::AnsweredAtSecondTry, _)) => {
                runs.held_at_second_try += 1;
                Ok(reading)
            }
            Ok((reading, ..)) => {
                runs.held += 1;
                Ok(reading)
            }
            Err(problem) => {
                eprintln!("{text:?}: {problem}");
                *runs.refused.entry(kind_of(&problem)).or_default() += 1;
                Ok(task.into_reading())
            }
        }
    }

    fn print_runs(&self) {
        let Some(model) = &self.model else { return };
        let runs = self.runs.borrow();
        let refused: usize = runs.refused.values().sum();
        let asked = runs.held + runs.held_at_second_try + refused;
        println!("\n{} was asked for {asked} phrases.", model.model());
        println!("{:>6} drafts held at once", runs.held);
        println!("{:>6} held once it was told what was wrong", runs.held_at_second_try);
        println!("{refused:>6} were not used, and the built-in engine answered:");
        for (problem, times) in &runs.refused {
            println!("{times:>12}  {problem}");
        }
    }
}

/// What was wrong, without the words and numbers of the one draft: "The number … does not stand in the description."
fn kind_of(problem: &str) -> String {
    let mut kind = String::new();
    let mut quoted = false;
    for character in problem.split(" at line ").next().unwrap_or_default().chars() {
        match character {
            '"' | '`' => {
                if !quoted {
                    kind.push('…');
                }
                quoted = !quoted;
            }
            _ if quoted => {}
            '0'..='9' | '.' if kind.ends_with('…') => {}
            '0'..='9' => kind.push('…'),
            _ => kind.push(character),
        }
    }
    kind
}

fn print_miss(phrase: &str, reading: &Reading, verdict: Verdict) -> anyhow::Result<()> {
    let sure = if verdict == Verdict::WronglyCertain { " AND CALLED CERTAIN" } else { "" };
    println!("missed{sure}: {phrase}\n  {}", serde_json::to_string(&reading.rule)?);
    if !reading.not_understood.is_empty() {
        println!("  not understood: {}", reading.not_understood.join(", "));
    }
    Ok(())
}

fn print_scores(scores: &Scores, all: Score) {
    println!("{:<12}{:>9}{:>9}{:>9}{:>9}{:>19}", "area", "phrases", "exact", "", "certain", "wrong and certain");
    let total = ("all".to_owned(), all);
    for (area, score) in scores.iter().chain([(&total.0, &total.1)]) {
        let Score { phrases, exact, certain, wrongly_certain } = score;
        println!("{area:<12}{phrases:>9}{exact:>9}{:>8.1}%{certain:>9}{wrongly_certain:>19}", score.percent());
    }
}
