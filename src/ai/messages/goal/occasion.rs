//! Festivals and seasons that a goal may name.

use super::words::Word;

/// A festival or a season.
#[derive(Debug)]
pub struct Occasion {
    /// How it is written, folded; any of these.
    spellings: &'static [&'static str],
    /// As it is written in a message.
    pub label: &'static str,
    /// What one calls out on it, and what one wishes; none of what nobody is wished.
    pub wish: Option<(&'static str, &'static str)>,
}

const fn festival(
    spellings: &'static [&'static str],
    label: &'static str,
    wish: (&'static str, &'static str),
) -> Occasion {
    Occasion { spellings, label, wish: Some(wish) }
}

const fn season(spellings: &'static [&'static str], label: &'static str) -> Occasion {
    Occasion { spellings, label, wish: None }
}

const OCCASIONS: &[Occasion] = &[
    festival(&["diwali", "deepavali", "deepawali", "दिवाली", "दीपावली"], "Diwali", ("Happy Diwali", "a happy Diwali")),
    festival(&["holi", "होली"], "Holi", ("Happy Holi", "a colourful Holi")),
    festival(&["eid", "bakrid"], "Eid", ("Eid Mubarak", "a blessed Eid")),
    festival(&["ramadan", "ramzan"], "Ramadan", ("Ramadan Kareem", "a blessed Ramadan")),
    festival(&["christmas", "xmas"], "Christmas", ("Merry Christmas", "a merry Christmas")),
    festival(
        &["lunar new year", "chinese new year"],
        "Lunar New Year",
        ("Happy Lunar New Year", "a happy Lunar New Year"),
    ),
    festival(&["new year", "new year's", "new years"], "New Year", ("Happy New Year", "a happy New Year")),
    festival(&["pongal"], "Pongal", ("Happy Pongal", "a happy Pongal")),
    festival(&["onam"], "Onam", ("Happy Onam", "a happy Onam")),
    festival(&["ugadi"], "Ugadi", ("Happy Ugadi", "a happy Ugadi")),
    festival(&["lohri"], "Lohri", ("Happy Lohri", "a happy Lohri")),
    festival(&["baisakhi", "vaisakhi"], "Baisakhi", ("Happy Baisakhi", "a happy Baisakhi")),
    festival(&["sankranti", "makar sankranti"], "Sankranti", ("Happy Sankranti", "a happy Sankranti")),
    festival(&["raksha bandhan", "rakhi"], "Raksha Bandhan", ("Happy Raksha Bandhan", "a happy Raksha Bandhan")),
    festival(&["janmashtami"], "Janmashtami", ("Happy Janmashtami", "a happy Janmashtami")),
    festival(&["ganesh chaturthi"], "Ganesh Chaturthi", ("Happy Ganesh Chaturthi", "a happy Ganesh Chaturthi")),
    festival(&["navratri", "navaratri"], "Navratri", ("Happy Navratri", "a happy Navratri")),
    festival(&["durga puja"], "Durga Puja", ("Happy Durga Puja", "a happy Durga Puja")),
    festival(&["dussehra", "dasara"], "Dussehra", ("Happy Dussehra", "a happy Dussehra")),
    festival(&["independence day"], "Independence Day", ("Happy Independence Day", "a happy Independence Day")),
    festival(&["republic day"], "Republic Day", ("Happy Republic Day", "a happy Republic Day")),
    festival(&["easter"], "Easter", ("Happy Easter", "a happy Easter")),
    festival(&["thanksgiving"], "Thanksgiving", ("Happy Thanksgiving", "a happy Thanksgiving")),
    festival(&["halloween"], "Halloween", ("Happy Halloween", "a happy Halloween")),
    festival(
        &["valentine's day", "valentine's", "valentines", "valentine"],
        "Valentine's Day",
        ("Happy Valentine's Day", "a happy Valentine's Day"),
    ),
    festival(&["women's day"], "Women's Day", ("Happy Women's Day", "a happy Women's Day")),
    festival(&["mother's day", "mothers day"], "Mother's Day", ("Happy Mother's Day", "a happy Mother's Day")),
    festival(&["father's day", "fathers day"], "Father's Day", ("Happy Father's Day", "a happy Father's Day")),
    season(&["black friday"], "Black Friday"),
    season(&["cyber monday"], "Cyber Monday"),
    season(&["summer"], "summer"),
    season(&["winter"], "winter"),
    season(&["monsoon", "rainy season"], "monsoon"),
    season(&["autumn"], "autumn"),
    season(&["weekend"], "weekend"),
    season(&["wedding season"], "wedding season"),
];

/// The first occasion of the list that a goal names.
pub fn named(words: &[Word]) -> Option<&'static Occasion> {
    OCCASIONS.iter().find(|occasion| occasion.spellings.iter().any(|spelling| says(words, spelling)))
}

/// Every word that names an occasion: who names one must have it from the goal.
pub fn spellings() -> impl Iterator<Item = &'static str> {
    OCCASIONS.iter().flat_map(|occasion| occasion.spellings.iter().copied())
}

/// Whether a phrase stands among words, in a row. An apostrophe is one however it is typed.
pub fn says(words: &[Word], phrase: &str) -> bool {
    place(words, phrase).is_some()
}

/// Where a phrase stands: its first word, and how many it has.
pub fn place(words: &[Word], phrase: &str) -> Option<(usize, usize)> {
    let parts: Vec<&str> = phrase.split(' ').collect();
    let same = |word: &Word, part: &&str| word.folded.replace('’', "'") == **part;
    let at =
        words.windows(parts.len()).position(|window| window.iter().zip(&parts).all(|(word, part)| same(word, part)))?;
    Some((at, parts.len()))
}
