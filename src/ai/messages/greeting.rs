//! The one thing that a suggestion may have in braces: a greeting by name, with plain letters for whom none is known.
//! A template can do more, and whoever writes a message by hand may use it; but what a choice in it says to others than
//! whom it was rendered for, no check has seen.

/// The longest default of a greeting, in characters.
const LONGEST_DEFAULT: usize = 40;

/// Whether nothing else stands in braces, and it no more than once.
pub fn stands_alone(message: &str) -> Result<(), String> {
    let outside = match message.split_once("{{") {
        None => message.to_owned(),
        Some((before, rest)) => match rest.split_once("}}") {
            Some((greeting, behind)) if is_greeting(greeting) => format!("{before}{behind}"),
            _ => rest.to_owned() + "{",
        },
    };
    if outside.contains(['{', '}']) {
        return Err("Write {{ first_name | default('there') }} once at most, and nothing else in braces.".to_owned());
    }
    Ok(())
}

/// ` first_name | default('there') `
fn is_greeting(inside: &str) -> bool {
    let default = || {
        let given = inside.trim().strip_prefix("first_name")?.trim_start().strip_prefix('|')?.trim_start();
        let given = given.strip_prefix("default(")?.strip_suffix(')')?.trim();
        let quoted = |quote: char| given.strip_prefix(quote)?.strip_suffix(quote);
        quoted('\'').or_else(|| quoted('"'))
    };
    let plain = |letter: char| letter.is_alphabetic() || letter == ' ';
    default().is_some_and(|default| {
        !default.trim().is_empty() && default.chars().count() <= LONGEST_DEFAULT && default.chars().all(plain)
    })
}
