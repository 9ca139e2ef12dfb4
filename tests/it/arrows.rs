//! The arrows of `src/lib.rs`, held by reading the `use crate::` lines.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const BASE: &[&str] = &["ids", "clock", "problem", "config", "scalar"];
const CARRIERS: &[&str] = &["streams", "vendor", "live", "db"];
const DOMAINS: &[&str] = &["auth", "ingest", "segments", "campaigns", "customers", "ai"];
const FACES: &[&str] = &["app", "http", "graphql", "mcp"];

/// What each module may use, beside itself.
fn arrows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let join = |lists: &[&[&'static str]]| lists.concat();
    BTreeMap::from([
        ("ids", vec![]),
        ("clock", vec![]),
        ("problem", vec![]),
        ("config", vec![]),
        ("scalar", vec![]),
        ("telemetry", vec![]),
        ("shutdown", vec![]),
        ("db", join(&[BASE])),
        ("streams", join(&[BASE, &["db"]])),
        ("vendor", join(&[BASE, &["streams"]])),
        ("live", join(&[BASE, &["streams"]])),
        ("auth", join(&[BASE, CARRIERS])),
        ("customers", join(&[BASE, CARRIERS, &["auth"]])),
        ("ingest", join(&[BASE, CARRIERS, &["auth", "customers"]])),
        ("segments", join(&[BASE, CARRIERS, &["auth", "customers"]])),
        ("campaigns", join(&[BASE, CARRIERS, &["auth", "customers", "segments"]])),
        ("ai", join(&[BASE, CARRIERS, &["auth", "customers", "segments", "campaigns"]])),
        ("app", join(&[BASE, CARRIERS, DOMAINS])),
        ("graphql", join(&[BASE, CARRIERS, DOMAINS, &["app"]])),
        ("mcp", join(&[BASE, CARRIERS, DOMAINS, &["app", "graphql"]])),
        ("http", join(&[BASE, CARRIERS, DOMAINS, &["app", "graphql", "mcp", "telemetry"]])),
        ("server", join(&[BASE, CARRIERS, DOMAINS, FACES, &["shutdown", "telemetry"]])),
        ("workers", join(&[BASE, CARRIERS, DOMAINS, FACES, &["shutdown", "telemetry"]])),
        ("client", join(&[BASE])),
        ("cli", join(&[BASE, CARRIERS, DOMAINS, FACES, &["server", "workers", "client", "shutdown", "telemetry"]])),
        ("main", vec!["cli"]),
        ("lib", vec![]),
    ])
}

#[test]
fn modules_use_only_what_the_arrows_allow() {
    let arrows = arrows();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in rust_files(&source) {
        let inside = file.strip_prefix(&source).unwrap();
        let module = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        let allowed = arrows.get(module).unwrap_or_else(|| panic!("{module} has no arrows; decide on them here"));
        for used in used_modules(&fs::read_to_string(&file).unwrap()) {
            seen += 1;
            if used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", inside.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} uses were read: is the reader broken?");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_reader_sees_every_spelling_of_a_use() {
    let text = "use crate::db::{self, Db};\nuse crate::{app::App, http, segments::{check, eval}};\nlet x = crate::live::now();";
    assert_eq!(used_modules(text), ["db", "app", "http", "segments", "live"]);
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The top-level modules behind every `crate::` of a text, nested braces included.
fn used_modules(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut modules = Vec::new();
    for (at, marker) in code.match_indices("crate::") {
        let rest = &code[at + marker.len()..];
        match rest.strip_prefix('{') {
            None => modules.push(first_word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (place, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        letter if start && depth == 0 && letter.is_alphabetic() => {
                            modules.push(first_word(&list[place..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    modules
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}
