//! The file as a stream of bytes: plain or gzipped (told by its first bytes, not its name), from any place on.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A header line, then comma-separated values (RFC 4180).
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// From the name: `.csv`, `.tsv`, `.ndjson`, `.jsonl`, each also with `.gz`.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "csv" | "tsv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }

    /// "csv"
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// What is in a file: enough to know it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Length, unpacked.
    pub bytes: u64,
    /// Of the unpacked bytes, in hexadecimal.
    pub sha256: String,
}

/// A file that can be opened again and again.
#[derive(Clone, Debug)]
pub struct Content {
    path: PathBuf,
    gzip: bool,
}

/// A byte stream for a reader thread.
pub type Bytes = Box<dyn Read + Send>;

impl Content {
    /// Looks at the first bytes.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut magic = Vec::with_capacity(2);
        File::open(path)?.take(2).read_to_end(&mut magic)?;
        Ok(Self { path: path.to_owned(), gzip: magic == [0x1f, 0x8b] })
    }

    /// The unpacked bytes from `byte` on.
    pub fn open_at(&self, byte: u64) -> io::Result<Bytes> {
        let mut file = File::open(&self.path)?;
        if !self.gzip {
            file.seek(SeekFrom::Start(byte))?;
            return Ok(Box::new(BufReader::with_capacity(1 << 16, file)));
        }
        let mut unpacked = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file));
        io::copy(&mut unpacked.by_ref().take(byte), &mut io::sink())?;
        Ok(Box::new(unpacked))
    }

    /// Reads all of it once. Seconds for gigabytes; it is what makes going on after a break safe.
    pub fn survey(&self) -> io::Result<Survey> {
        let mut bytes = self.open_at(0)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        let mut length = 0;
        loop {
            let count = bytes.read(&mut buffer)?;
            match buffer.get(..count) {
                None | Some([]) => break,
                Some(part) => hash.update(part),
            }
            length += count as u64;
        }
        Ok(Survey { bytes: length, sha256: hex::encode(hash.finalize()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn packed_or_plain_the_content_is_the_same_from_any_place() {
        let directory = std::env::temp_dir().join(format!("xeno-content-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&directory).unwrap();
        let text = "id,name\n".repeat(50_000);
        let (plain, packed) = (directory.join("rows.csv"), directory.join("rows.csv.gz"));
        std::fs::write(&plain, &text).unwrap();
        let mut encoder = flate2::write::GzEncoder::new(File::create(&packed).unwrap(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap();
        let (plain, packed) = (Content::of(&plain).unwrap(), Content::of(&packed).unwrap());
        assert_eq!(plain.survey().unwrap(), packed.survey().unwrap());
        assert_eq!(plain.survey().unwrap().bytes, text.len() as u64);
        for content in [plain, packed] {
            let mut rest = String::new();
            content.open_at(399_992).unwrap().read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "id,name\n");
        }
        std::fs::remove_dir_all(&directory).unwrap();
    }

    #[test]
    fn the_name_says_the_format() {
        for (name, format) in [
            ("a.csv", Some(Format::Csv)),
            ("A.CSV.GZ", Some(Format::Csv)),
            ("a.jsonl", Some(Format::Ndjson)),
            ("a.ndjson.gz", Some(Format::Ndjson)),
            ("a.json", None),
            ("a", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }
}
