//! Documents that are refused before they are parsed: the parser recurses, and a few kilobytes of nested
//! brackets overflow its stack and end the process, whatever limits the schema has.

/// The longest document, in bytes. Rows come as variables.
pub const LONGEST: usize = 64 << 10;
const MOST_TOKENS: usize = 2000;
const DEEPEST: usize = 64;

/// Why a document is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Hostile {
    /// Over [`LONGEST`].
    #[error("The document is longer than 64 KB. Send rows and other data as variables.")]
    Long,
    /// Over 2,000 tokens.
    #[error("The document has more than 2,000 tokens. Split it into several requests.")]
    ManyTokens,
    /// Brackets nested over 64 deep.
    #[error("The document nests brackets more than 64 deep.")]
    Deep,
}

/// Looks at a document without parsing it: strings and comments are skipped, words, numbers and marks are
/// counted, brackets are followed.
pub fn check(document: &str) -> Result<(), Hostile> {
    if document.len() > LONGEST {
        return Err(Hostile::Long);
    }
    let bytes = document.as_bytes();
    let (mut at, mut tokens, mut depth) = (0, 0usize, 0usize);
    while let Some(byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' => string_length(&bytes[at..]),
            b'{' | b'[' | b'(' => {
                depth += 1;
                1
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                1
            }
            _ if is_word(*byte) => bytes[at..].iter().position(|byte| !is_word(*byte)).unwrap_or(bytes.len() - at),
            _ => 1,
        };
        at += length;
        tokens += 1;
        if depth > DEEPEST {
            return Err(Hostile::Deep);
        }
        if tokens > MOST_TOKENS {
            return Err(Hostile::ManyTokens);
        }
    }
    Ok(())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of the string that begins here, quotes included; to the end where it is not closed.
fn string_length(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\"\"\"") {
        let mut at = 3;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return bytes.len();
    }
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            // An ordinary string ends with its line; the parser will say so.
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_brackets_are_refused_before_they_are_parsed() {
        for depth in [65, 2000, 5000] {
            assert_eq!(check(&"{a".repeat(depth)), Err(Hostile::Deep), "{depth}");
            let list = format!("{{ a(x: {}) }}", "[".repeat(depth));
            assert_eq!(check(&list), Err(Hostile::Deep), "{depth}");
        }
        // A quote inside of a comment or an escaped quote must not hide brackets from the count.
        assert_eq!(check(&format!("# \"\n{}", "{a".repeat(100))), Err(Hostile::Deep));
        assert_eq!(check(&format!("{{ a(s: \"\\\\\") {}", "{a".repeat(100))), Err(Hostile::Deep));
        assert_eq!(check(&format!("\"unclosed\n{}", "{a".repeat(100))), Err(Hostile::Deep));
    }

    #[test]
    fn what_is_text_does_not_count_as_brackets() {
        let text = "{[(".repeat(500);
        assert_eq!(check(&format!("{{ a(s: \"{text}\") }}")), Ok(()));
        assert_eq!(check(&format!("{{ a(s: \"\"\"{text} \\\"\"\" {text}\"\"\") }}")), Ok(()));
        assert_eq!(check(&format!("# {text}\n{{ a }}")), Ok(()));
    }

    #[test]
    fn long_documents_are_refused() {
        assert_eq!(check(&"a ".repeat(2001)), Err(Hostile::ManyTokens));
        assert_eq!(check(&"a ".repeat(2000)), Ok(()));
        assert_eq!(check(&" ".repeat(LONGEST + 1)), Err(Hostile::Long));
    }
}
