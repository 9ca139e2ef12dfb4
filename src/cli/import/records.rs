//! Bytes into records, one at a time, each with its line and the place where the next one begins, so that
//! reading can go on from there. A record is bounded: a quote that is never closed must not swallow the file.

use std::io::{self, BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use super::cell::Reading;
use super::content::{Bytes, Content};
use super::mapping::{Columns, Keys};
use super::row::{self, Ready};
use crate::client::ingest::Kind;
use crate::problem::Problem;

/// The longest record, in bytes.
const LONGEST: u64 = 16 << 20;

/// Why the file cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The disk, or a damaged gzip file.
    #[error("the file cannot be read after line {line}")]
    Io {
        /// The last line that could.
        line: u64,
        /// What happened.
        #[source]
        source: io::Error,
    },
    /// No line at all where a header should be.
    #[error("the file is empty: its first line should name the columns")]
    NoHeader,
}

/// Between two records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Unpacked bytes before it.
    pub byte: u64,
    /// Line ends before it.
    pub line: u64,
    /// Records before it.
    pub row: u64,
}

/// A record as it stands in the file, for the file of rejected rows.
#[derive(Clone, Debug)]
pub enum Original {
    /// The cells of a CSV record.
    Cells(csv::ByteRecord),
    /// An NDJSON line without its end.
    Line(Vec<u8>),
}

impl Original {
    /// Its size in bytes.
    pub fn weight(&self) -> usize {
        match self {
            Self::Cells(record) => record.as_slice().len(),
            Self::Line(line) => line.len(),
        }
    }
}

/// A record, read and checked.
#[derive(Debug)]
pub struct Record {
    /// Where it begins, from 1.
    pub line: u64,
    /// As it stands in the file.
    pub original: Original,
    /// As the API takes it, or what is wrong.
    pub row: Result<Ready, Vec<Problem>>,
}

/// How the records of a file are read.
#[derive(Clone, Debug)]
pub enum Layout {
    /// With the columns of its header.
    Csv {
        /// The columns.
        columns: Columns,
        /// What separates cells.
        delimiter: u8,
    },
    /// By the keys of each row.
    Ndjson(Keys),
}

/// Everything that says what a record means.
#[derive(Clone, Debug)]
pub struct Grammar {
    /// What the rows are.
    pub kind: Kind,
    /// How they are laid out.
    pub layout: Layout,
    /// How their cells are read.
    pub reading: Reading,
}

/// Fails when more than [`LONGEST`] bytes were read since the last record, and remembers what it read last.
struct Bounded {
    inner: Bytes,
    left: u64,
    /// The bytes of the last read, where they begin, and the byte before them.
    chunk: Vec<u8>,
    begins: u64,
    before: u8,
}

impl Bounded {
    fn of(inner: Bytes) -> Self {
        Self { inner, left: LONGEST, chunk: Vec::new(), begins: 0, before: 0 }
    }

    /// The byte before a place in the last read.
    fn byte_before(&self, place: u64) -> u8 {
        match place.checked_sub(self.begins + 1).and_then(|at| usize::try_from(at).ok()) {
            Some(at) => self.chunk.get(at).copied().unwrap_or_default(),
            None => self.before,
        }
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let Some(left) = self.left.checked_sub(count as u64) else {
            let message = format!("a record is longer than {} MB; is a quote left open?", LONGEST >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        };
        self.left = left;
        if let Some(read @ [_, ..]) = buffer.get(..count) {
            self.begins += self.chunk.len() as u64;
            self.before = self.chunk.last().copied().unwrap_or_default();
            self.chunk.clear();
            self.chunk.extend_from_slice(read);
        }
        Ok(count)
    }
}

enum Source {
    Csv(Box<csv::Reader<Bounded>>),
    Lines(BufReader<Bounded>),
}

/// The records of a file from a place on.
pub struct Records {
    grammar: Grammar,
    source: Source,
    base: Place,
    place: Place,
}

fn csv_reader(bytes: Bounded, delimiter: u8) -> csv::Reader<Bounded> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// The header of a CSV file and the place of its first record.
pub fn header(content: &Content, delimiter: u8) -> Result<(Vec<String>, Place), ReadError> {
    let failed = |source| ReadError::Io { line: 0, source };
    let mut reader = csv_reader(Bounded::of(content.open_at(0).map_err(failed)?), delimiter);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(|error| failed(error.into()))? {
        return Err(ReadError::NoHeader);
    }
    let names = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
    let mut names: Vec<String> = names.collect();
    if let Some(first) = names.first_mut() {
        *first = first.trim_start_matches('\u{feff}').trim_matches('"').to_owned();
    }
    let at = reader.position();
    Ok((names, Place { byte: at.byte(), line: at.line().saturating_sub(1), row: 0 }))
}

impl Records {
    /// Reads on from `place`.
    pub fn open(content: &Content, grammar: Grammar, place: Place) -> Result<Self, ReadError> {
        let bytes = content.open_at(place.byte).map_err(|source| ReadError::Io { line: place.line, source })?;
        let bytes = Bounded::of(bytes);
        let source = match &grammar.layout {
            Layout::Csv { delimiter, .. } => Source::Csv(Box::new(csv_reader(bytes, *delimiter))),
            Layout::Ndjson(_) => Source::Lines(BufReader::with_capacity(1 << 16, bytes)),
        };
        Ok(Self { grammar, source, base: place, place })
    }

    /// Where the next record begins.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The next record; nothing at the end.
    pub fn next(&mut self) -> Result<Option<Record>, ReadError> {
        let last = self.place.line;
        let read = match &mut self.source {
            Source::Csv(reader) => read_record(reader, self.base, &mut self.place),
            Source::Lines(reader) => read_line(reader, &mut self.place),
        };
        let Some((line, original)) = read.map_err(|source| ReadError::Io { line: last, source })? else {
            return Ok(None);
        };
        self.place.row += 1;
        Ok(Some(Record { line, row: self.grammar.row(&original), original }))
    }
}

impl Grammar {
    fn row(&self, original: &Original) -> Result<Ready, Vec<Problem>> {
        match (&self.layout, original) {
            (Layout::Csv { columns, .. }, Original::Cells(record)) => {
                row::from_record(self.kind, columns, &self.reading, record)
            }
            (Layout::Ndjson(keys), Original::Line(line)) => row::from_line(self.kind, keys, &self.reading, line),
            _ => Err(vec![Problem::at("", "UNREADABLE", "is of another format than its file")]),
        }
    }
}

/// The next CSV record and the line where it begins.
fn read_record(
    reader: &mut csv::Reader<Bounded>,
    base: Place,
    place: &mut Place,
) -> io::Result<Option<(u64, Original)>> {
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        return Ok(None);
    }
    let at = reader.position().clone();
    place.byte = base.byte + at.byte();
    place.line = base.line + at.line() - 1;
    // The reader stands behind "\n", between "\r" and "\n", or at the end of the file.
    let bytes = reader.get_mut();
    bytes.left = LONGEST;
    let last = if bytes.byte_before(at.byte()) == b'\n' { place.line } else { place.line + 1 };
    let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    Ok(Some((last - within, Original::Cells(record))))
}

/// The next line that is not blank, without its end, and its number.
fn read_line(reader: &mut BufReader<Bounded>, place: &mut Place) -> io::Result<Option<(u64, Original)>> {
    loop {
        let mut line = Vec::new();
        let count = reader.read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(None);
        }
        reader.get_mut().left = LONGEST;
        place.byte += count as u64;
        place.line += 1;
        while line.last().is_some_and(u8::is_ascii_whitespace) {
            line.pop();
        }
        if !line.is_empty() {
            return Ok(Some((place.line, Original::Line(line))));
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A file of a text, removed with its test.
    pub struct Scratch(pub PathBuf);

    impl Scratch {
        pub fn of(text: &[u8]) -> Self {
            let path = std::env::temp_dir().join(format!("xeno-records-{}", uuid::Uuid::now_v7().simple()));
            std::fs::write(&path, text).unwrap();
            Self(path)
        }

        pub fn content(&self) -> Content {
            Content::of(&self.0).unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    pub fn customers_csv(content: &Content) -> (Grammar, Place) {
        let (names, place) = header(content, b',').unwrap();
        let columns = Columns::of(Kind::Customers, names, &[]).unwrap();
        let layout = Layout::Csv { columns, delimiter: b',' };
        (Grammar { kind: Kind::Customers, layout, reading: Reading::default() }, place)
    }

    fn ids(records: &mut Records) -> Vec<(u64, String)> {
        let mut found = Vec::new();
        while let Some(record) = records.next().unwrap() {
            found.push((record.line, record.row.map_or_else(|problems| problems[0].code.to_string(), |row| row.id)));
        }
        found
    }

    fn expected(pairs: &[(u64, &str)]) -> Vec<(u64, String)> {
        pairs.iter().map(|(line, id)| (*line, (*id).to_owned())).collect()
    }

    #[test]
    fn records_know_their_lines_and_can_be_read_on_from_any_of_them() {
        let text = "\u{feff}id,name\na,\"one\ntwo\"\n\nb,three\nc\nd,\"q \"\" q\"\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let file = Scratch::of(text.as_bytes());
            let content = file.content();
            let (grammar, first) = customers_csv(&content);
            let all = expected(&[(2, "a"), (5, "b"), (6, "WRONG_COLUMN_COUNT"), (7, "d")]);
            let mut records = Records::open(&content, grammar.clone(), first).unwrap();
            assert_eq!(ids(&mut records), all, "{text:?}");
            for skip in 1..4 {
                let mut records = Records::open(&content, grammar.clone(), first).unwrap();
                for _ in 0..skip {
                    records.next().unwrap();
                }
                let mut rest = Records::open(&content, grammar.clone(), records.place()).unwrap();
                assert_eq!(ids(&mut rest), all[skip..], "{skip} of {text:?}");
                assert_eq!(rest.place().row, 4);
            }
        }
    }

    #[test]
    fn lines_of_json_likewise() {
        let file = Scratch::of(b"{\"id\":\"a\"}\r\n\n  \n{\"id\":\"b\"}\nnonsense\n{\"id\":\"c\"}");
        let content = file.content();
        let layout = Layout::Ndjson(Keys::of(Kind::Customers, &[]).unwrap());
        let grammar = Grammar { kind: Kind::Customers, layout, reading: Reading::default() };
        let mut records = Records::open(&content, grammar.clone(), Place::default()).unwrap();
        records.next().unwrap();
        let mut rest = Records::open(&content, grammar, records.place()).unwrap();
        assert_eq!(ids(&mut rest), expected(&[(4, "b"), (5, "UNREADABLE"), (6, "c")]));
    }

    #[test]
    fn a_quote_left_open_does_not_swallow_the_file() {
        let mut text = b"id,name\na,\"open\n".to_vec();
        text.resize(LONGEST as usize + (1 << 20), b'x');
        let file = Scratch::of(&text);
        let content = file.content();
        let (grammar, first) = customers_csv(&content);
        let error = Records::open(&content, grammar, first).unwrap().next().unwrap_err();
        assert!(format!("{:?}", error).contains("is a quote left open?"), "{error:?}");
    }
}
