//! Whether a text says only what the facts say. Its words are cut into sentences here: every number is one that a fact
//! holds, every word is one of those that tell of deliveries, so that nothing is said of which there is no fact
//! (revenue, clicks, a city of nobody's), and the text has a length that is read. Whether its numbers stand where they
//! are true is judged sentence by sentence ([`super::judge`]).

use super::facts::Facts;
use super::figure::Figure;
use super::judge::{judge, told};
use super::name::{MARKS, Means, marked, of_mark};
use super::numbers::{self, Written};
use super::vocabulary::{Role, role};

/// The most sentences of a summary.
const MOST_SENTENCES: usize = 16;
/// The longest sentence, in characters; the name of a campaign may fill much of it.
const LONGEST_SENTENCE: usize = 500;
/// The longest summary, in characters.
pub const LONGEST_TEXT: usize = 2_500;
/// The most characters of a word that a complaint repeats.
const LONGEST_WORD: usize = 40;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Token<'a> {
    /// A word, folded, and what it does.
    Word(String, Role),
    /// "than", behind a word that compares.
    Than,
    /// "only", before a number.
    Only,
    /// A number.
    Figure(Figure),
    /// Something that is called by its name.
    Name(&'a Means),
    /// The end of a clause.
    Break,
    /// The end of a sentence.
    Stop,
}

/// The sentences without what surrounds them; or what is wrong with them, for their writer.
pub fn check(sentences: Vec<String>, facts: &Facts) -> Result<Vec<String>, String> {
    let sentences: Vec<String> =
        sentences.iter().map(|sentence| sentence.trim().to_owned()).filter(|sentence| !sentence.is_empty()).collect();
    if sentences.is_empty() {
        return Err("It says nothing.".to_owned());
    }
    if sentences.len() > MOST_SENTENCES {
        return Err(format!("Write at most {MOST_SENTENCES} sentences."));
    }
    let long = |sentence: &String| sentence.chars().count() > LONGEST_SENTENCE;
    if sentences.iter().any(long) || sentences.iter().map(String::len).sum::<usize>() > LONGEST_TEXT {
        return Err(format!("It is too long: a sentence has at most {LONGEST_SENTENCE} characters."));
    }
    let mut so_far = false;
    for sentence in &sentences {
        let tokens = cut(sentence, facts)?;
        so_far |= tokens.contains(&Token::Name(&Means::SoFar));
        for one in tokens.split(|token| *token == Token::Stop).filter(|one| !one.is_empty()) {
            judge(one, facts)?;
        }
    }
    if facts.goes_on && !so_far {
        return Err("The campaign goes on: say \"so far\".".to_owned());
    }
    Ok(sentences)
}

/// Cuts a sentence into what it is made of; what cannot be read at all is refused.
fn cut<'a>(sentence: &str, facts: &'a Facts) -> Result<Vec<Token<'a>>, String> {
    let text = marked(sentence, &facts.names);
    if !text.ends_with(['.', '!']) {
        return Err(format!("\"{sentence}\" is no whole sentence; end it with a full stop."));
    }
    if let Some(sign) = text.chars().find(|character| !may_stand(*character)) {
        return Err(format!("Leave out \"{sign}\"."));
    }
    let characters: Vec<char> = text.chars().collect();
    let mut numbers = numbers::placed(&text).into_iter().peekable();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(character) = characters.get(at) {
        if let Some((place, written)) = numbers.next_if(|(place, _)| place.start == at) {
            at = place.end;
            tokens.push(figure(written, facts)?);
        } else if character.is_alphabetic() {
            let rest = characters.get(at..).unwrap_or_default();
            let letters = rest.iter().take_while(|letter| letter.is_alphabetic() || "'’".contains(**letter));
            let letters: String = letters.collect();
            at += letters.chars().count();
            tokens.push(word(&letters, facts)?);
        } else {
            at += 1;
            tokens.extend(sign(*character, facts));
        }
    }
    Ok(tokens)
}

fn figure<'a>(written: Written, facts: &Facts) -> Result<Token<'a>, String> {
    match written {
        Written::Odd(odd) => Err(format!("Write \"{odd}\" as a fact writes its number.")),
        Written::Figure(figure) if facts.list.iter().any(|fact| fact.figures.contains(&figure)) => {
            Ok(Token::Figure(figure))
        }
        Written::Figure(figure) => Err(format!("No fact holds {}.", told(&figure))),
    }
}

fn word<'a>(letters: &str, facts: &Facts) -> Result<Token<'a>, String> {
    let folded = letters.trim_matches(['\'', '’']).replace('’', "'").to_lowercase();
    let channel = facts.channel.to_lowercase();
    match folded.as_str() {
        "and" | "but" | "while" => Ok(Token::Break),
        "than" => Ok(Token::Than),
        "only" => Ok(Token::Only),
        word if word == channel || word.strip_suffix('s') == Some(&channel) => Ok(Token::Word(folded, Role::Glue)),
        word => match role(word) {
            Some(role) => Ok(Token::Word(folded, role)),
            None => {
                let word: String = word.chars().take(LONGEST_WORD).collect();
                Err(format!("There is no fact about \"{word}\". Keep to the words of the facts and the text."))
            }
        },
    }
}

fn sign<'a>(sign: char, facts: &'a Facts) -> Option<Token<'a>> {
    match sign {
        ',' | ';' | ':' | '(' | ')' | '–' | '—' => Some(Token::Break),
        '.' | '!' => Some(Token::Stop),
        mark if MARKS.contains(&mark) => of_mark(mark, &facts.names).map(|name| Token::Name(&name.means)),
        _ => None,
    }
}

/// Letters, digits and what sentences are set with; no markup, no other scripts' digits.
fn may_stand(character: char) -> bool {
    character.is_ascii_alphanumeric() || " .,:;!%'’()-–—\u{a0}".contains(character) || MARKS.contains(&character)
}
