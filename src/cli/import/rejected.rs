//! The file of the rejected rows: as they stood, with line, code and reason, so that they can be mended and
//! imported by themselves. It comes into being with its first row.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::value::RawValue;

use super::records::Original;
use super::window::Rejected;
use crate::problem::Problem;

/// How rejected rows are written: like the file that they come from.
#[derive(Clone, Debug)]
pub enum Style {
    /// Its columns, then `line`, `code`, `reason`.
    Csv {
        /// The columns.
        header: Vec<String>,
        /// What separates cells.
        delimiter: u8,
    },
    /// `{"line", "code", "reason", "row"}` a line.
    Ndjson,
}

/// The file, made when it is needed.
pub struct RejectedFile {
    path: PathBuf,
    style: Style,
    bytes: u64,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    code: String,
    reason: String,
    row: &'a RawValue,
}

impl RejectedFile {
    /// Keeps the first `bytes` of what an earlier process wrote: what it wrote after that was not recorded and
    /// will come again. An older import's file goes.
    pub fn open(path: &Path, style: Style, bytes: u64) -> io::Result<Self> {
        if bytes == 0 {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        } else {
            OpenOptions::new().write(true).open(path)?.set_len(bytes)?;
        }
        Ok(Self { path: path.to_owned(), style, bytes })
    }

    /// Where it is, or would be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds rows in the order of their lines; returns the length of the file with them.
    pub fn add(&mut self, rows: &mut [Rejected]) -> io::Result<u64> {
        if rows.is_empty() {
            return Ok(self.bytes);
        }
        rows.sort_by_key(|row| row.line);
        let text = match &self.style {
            Style::Csv { header, delimiter } => csv_text(header, *delimiter, rows, self.bytes == 0)?,
            Style::Ndjson => ndjson_text(rows)?,
        };
        let mut file: File = OpenOptions::new().append(true).create(true).open(&self.path)?;
        file.write_all(&text)?;
        self.bytes += text.len() as u64;
        Ok(self.bytes)
    }
}

fn csv_text(header: &[String], delimiter: u8, rows: &[Rejected], first: bool) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    if first {
        writer.write_record(header.iter().map(String::as_str).chain(["line", "code", "reason"]))?;
    }
    for row in rows {
        let mut cells = cells_of(&row.original);
        // A record of another width is brought to the header's; what is too much stays in the last column.
        if cells.len() > header.len() && !header.is_empty() {
            let surplus = cells.split_off(header.len() - 1);
            cells.push(surplus.join(&delimiter));
        }
        cells.resize(header.len(), Vec::new());
        cells.extend([row.line.to_string().into_bytes(), codes(&row.problems).into_bytes()]);
        cells.push(reasons(&row.problems).into_bytes());
        writer.write_record(cells)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn cells_of(original: &Original) -> Vec<Vec<u8>> {
    match original {
        Original::Cells(record) => record.iter().map(<[u8]>::to_vec).collect(),
        Original::Line(line) => vec![line.clone()],
    }
}

fn ndjson_text(rows: &[Rejected]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for row in rows {
        let written = match &row.original {
            Original::Line(line) => String::from_utf8_lossy(line).into_owned(),
            Original::Cells(record) => String::from_utf8_lossy(record.as_slice()).into_owned(),
        };
        // What is no JSON is kept as a text.
        let original = match RawValue::from_string(written.clone()) {
            Ok(json) => json,
            Err(_) => serde_json::value::to_raw_value(&written)?,
        };
        let line = Line { line: row.line, code: codes(&row.problems), reason: reasons(&row.problems), row: &original };
        serde_json::to_writer(&mut text, &line)?;
        text.push(b'\n');
    }
    Ok(text)
}

/// "INVALID_EMAIL, WRONG_TYPE": each code once.
fn codes(problems: &[Problem]) -> String {
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_ref()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(", ")
}

/// "amount: is missing; email: …"
pub fn reasons(problems: &[Problem]) -> String {
    let say = |problem: &Problem| {
        if problem.path.is_empty() { problem.message.clone() } else { format!("{}: {}", problem.path, problem.message) }
    };
    problems.iter().map(say).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::records::tests::Scratch;
    use super::*;

    fn cells(line: u64, cells: &[&str]) -> Rejected {
        let problems = vec![
            Problem::at("amount", "WRONG_TYPE", "\"x\" is not a decimal number"),
            Problem::at("", "OLD", "too old, alas"),
        ];
        Rejected { line, original: Original::Cells(csv::ByteRecord::from(cells.to_vec())), problems }
    }

    #[test]
    fn rows_are_kept_as_they_stood_with_line_code_and_reason() {
        let file = Scratch::of(b"of an older import");
        let style = Style::Csv { header: vec!["id".to_owned(), "amount".to_owned()], delimiter: b',' };
        let mut rejected = RejectedFile::open(&file.0, style.clone(), 0).unwrap();
        assert!(!file.0.exists(), "an older import's file goes");
        assert_eq!(rejected.add(&mut []).unwrap(), 0);
        assert!(!file.0.exists(), "nothing rejected, no file");
        let kept = rejected.add(&mut [cells(9, &["b", "x, y"]), cells(3, &["a"])]).unwrap();
        rejected.add(&mut [cells(12, &["c", "1", "2"])]).unwrap();
        let why = "\"OLD, WRONG_TYPE\",\"amount: \"\"x\"\" is not a decimal number; too old, alas\"";
        let begin = format!("id,amount,line,code,reason\na,,3,{why}\nb,\"x, y\",9,{why}\n");
        assert_eq!(std::fs::read_to_string(&file.0).unwrap(), format!("{begin}c,\"1,2\",12,{why}\n"));
        let mut again = RejectedFile::open(&file.0, style, kept).unwrap();
        again.add(&mut [cells(13, &["d", "1"])]).unwrap();
        assert_eq!(std::fs::read_to_string(&file.0).unwrap(), format!("{begin}d,1,13,{why}\n"));
    }

    #[test]
    fn json_rows_are_kept_as_json_and_anything_else_as_text() {
        let file = Scratch::of(b"");
        let mut rejected = RejectedFile::open(&file.0, Style::Ndjson, 0).unwrap();
        let row = |line, text: &str| {
            let problems = vec![Problem::at("colour", "UNKNOWN_FIELD", "no such field")];
            Rejected { line, original: Original::Line(text.as_bytes().to_vec()), problems }
        };
        rejected.add(&mut [row(1, r#"{"colour": 1.50}"#), row(2, "{nonsense")]).unwrap();
        let written = std::fs::read_to_string(&file.0).unwrap();
        let begin = |line| {
            format!("{{\"line\":{line},\"code\":\"UNKNOWN_FIELD\",\"reason\":\"colour: no such field\",\"row\":")
        };
        assert_eq!(written, format!("{}{{\"colour\": 1.50}}}}\n{}\"{{nonsense\"}}\n", begin(1), begin(2)));
    }
}
