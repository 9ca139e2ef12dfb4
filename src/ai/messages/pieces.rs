//! A text as its words and numbers alone, folded, so that two spellings of one saying are the same: "₹2,000" and
//! "Rs 2000", "20%" and "20 %". What is to stand word for word is looked for in them, and cut out of them.

use super::goal::words::plain_digits;
use crate::customers::fold::fold;

/// Stands where something was cut out, so that what stood around it is not read together.
const GAP: &str = "";

/// The words, numbers and signs of amounts of a text, in order.
pub fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = plain_digits(text).chars().collect();
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(first) = characters.get(at).copied() {
        let rest = characters.get(at..).unwrap_or_default();
        let length = length(rest);
        let piece: String = rest.iter().take(length).collect();
        at += length.max(1);
        match first {
            '₹' => pieces.push("rs".to_owned()),
            '%' | '$' | '€' | '£' | '¥' => pieces.push(first.to_string()),
            _ if first.is_ascii_digit() => pieces.push(piece.trim_end_matches(['.', ',']).replace(',', "")),
            _ if length > 0 => pieces.push(word(&piece)),
            _ => {}
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// How many characters the word or the number at the beginning has; 0 of a sign.
fn length(rest: &[char]) -> usize {
    let is_word = |letter: &char| letter.is_alphanumeric() && !letter.is_ascii_digit();
    match rest.first() {
        Some(first) if first.is_ascii_digit() => {
            rest.iter().take_while(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')).count()
        }
        Some(first) if is_word(first) => {
            rest.iter().take_while(|letter| is_word(letter) || matches!(letter, '\'' | '’')).count()
        }
        _ => 0,
    }
}

fn word(piece: &str) -> String {
    let folded = fold(&piece.replace('’', "'"));
    let bare = folded.trim_matches('\'');
    bare.strip_suffix("'s").unwrap_or(bare).to_owned()
}

/// Whether a saying stands in a text, word for word.
pub fn holds(text: &[String], saying: &[String]) -> bool {
    saying.is_empty() || text.windows(saying.len()).any(|window| window == saying)
}

/// A text without a saying, wherever it stands.
pub fn without(text: &[String], saying: &[String]) -> Vec<String> {
    let (mut rest, mut kept) = (text, Vec::new());
    while let Some((first, behind)) = rest.split_first() {
        match rest.strip_prefix(saying).filter(|_| !saying.is_empty()) {
            Some(behind) => {
                kept.push(GAP.to_owned());
                rest = behind;
            }
            None => {
                kept.push(first.clone());
                rest = behind;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_saying_have_the_same_pieces() {
        for (one, other) in [
            ("₹500 off on orders above ₹2,000", "Rs. 500 off on orders above RS 2000"),
            ("20% off.", "20 % OFF"),
            ("२०% off", "20% off"),
            ("don’t", "don't"),
            ("today's", "today"),
            ("buy-one, get-one", "Buy one get one"),
            ("30th", "30 th"),
        ] {
            assert_eq!(pieces(one), pieces(other));
        }
        assert_eq!(pieces("½ of 2.5 at x."), ["½", "of", "2.5", "at", "x"]);
    }

    #[test]
    fn what_is_cut_out_does_not_join_what_stood_around_it() {
        let (text, saying) = (pieces("Pay 20% off nothing, 20% off."), pieces("20% off"));
        assert!(holds(&text, &saying));
        assert_eq!(without(&text, &saying), ["pay", "", "nothing", ""]);
    }
}
