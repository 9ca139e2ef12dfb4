//! A goal cut into words, each with its place, and figures read whatever script they are written in.

use std::ops::Range;

use crate::customers::fold::fold;

/// A word of a goal, without what stands around it.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its place in the goal, in bytes.
    pub range: Range<usize>,
    /// As it is compared.
    pub folded: String,
    /// Whether a clause ends behind it.
    pub ends_clause: bool,
}

/// Cuts a text at its spaces.
pub fn cut(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for piece in text.split_whitespace() {
        let begin = piece.as_ptr() as usize - text.as_ptr() as usize;
        let opened = piece.trim_start_matches(['(', '[', '"', '\'', '“', '‘', '-', '–', '—']);
        let bare = opened.trim_end_matches([',', '.', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '…', '।']);
        let behind = opened.get(bare.len()..).unwrap_or_default();
        if bare.is_empty() {
            // A dash or a bracket by itself parts what stands around it.
            if let Some(last) = words.last_mut() {
                last.ends_clause = true;
            }
            continue;
        }
        let start = begin + piece.len() - opened.len();
        let folded = plain_digits(&fold(bare));
        // "Rs. 500" is one amount.
        let ends_clause = behind.contains([',', '.', ';', ':', '!', '?', ')', '।']) && folded != "rs";
        words.push(Word { range: start..start + bare.len(), folded, ends_clause });
    }
    words
}

/// The zeros of the scripts that count by tens; the other nine digits follow each.
const ZEROS: [u32; 29] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x19D0, 0x1A80, 0x1B50, 0xA8D0, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6,
];

/// The digit that a character is in any script.
fn digit(character: char) -> Option<char> {
    if character.is_ascii_digit() {
        return Some(character);
    }
    let value = ZEROS.iter().find_map(|zero| u32::from(character).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// A text with its digits in ASCII, and the signs that other scripts write for % alike.
pub fn plain_digits(text: &str) -> String {
    let plain = |character: char| match character {
        '٪' | '％' | '﹪' => '%',
        other => digit(other).unwrap_or(other),
    };
    text.chars().map(plain).collect()
}

/// The numbers of a text, without the commas that group them. What is a number and no digit, "½", stands for itself.
pub fn numbers(text: &str) -> Vec<String> {
    let plain = plain_digits(text);
    let mut numbers: Vec<String> = Vec::new();
    let mut characters = plain.chars().peekable();
    while let Some(character) = characters.next() {
        if !character.is_ascii_digit() {
            if character.is_numeric() {
                numbers.push(character.to_string());
            }
            continue;
        }
        let mut number = character.to_string();
        while let Some(next) = characters.peek().copied() {
            match next {
                '0'..='9' => number.push(next),
                // Only between digits: one that ends a sentence is taken off again.
                '.' | ',' => number.push(next),
                _ => break,
            }
            characters.next();
        }
        let number = number.trim_end_matches(['.', ',']).replace(',', "");
        numbers.push(number);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_in_any_script() {
        for (text, expected) in [
            ("20% off orders above ₹1,00,000.", vec!["20", "100000"]),
            ("२०% की छूट", vec!["20"]),
            ("خصم ٢٠٪", vec!["20"]),
            ("２０％ and 𝟝𝟘", vec!["20", "50"]),
            ("½ price, ②, Ⅳ", vec!["½", "②", "Ⅳ"]),
            ("no figures", vec![]),
        ] {
            assert_eq!(numbers(text), expected, "{text}");
        }
    }

    #[test]
    fn words_know_their_place_and_where_a_clause_ends() {
        let text = "Win back (lapsed) buyers, Rs. 500 off – please!";
        let seen: Vec<(&str, bool)> =
            cut(text).iter().map(|word| (&text[word.range.clone()], word.ends_clause)).collect();
        assert_eq!(
            seen,
            [
                ("Win", false),
                ("back", false),
                ("lapsed", true),
                ("buyers", true),
                ("Rs", false),
                ("500", false),
                ("off", true),
                ("please", true),
            ]
        );
    }
}
