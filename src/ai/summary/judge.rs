//! Whether a sentence is true. A sentence is read clause by clause. Each number has to be one of a fact that keeps just
//! the company it stands in ([`super::kind`]): of the part that the sentence names and of no other, of the whole that
//! it is said to be of, beside no word that speaks of something else. A clause without a number claims nothing. Words
//! that compare stand between two such numbers, the right way round, or nowhere.

use super::check::Token;
use super::facts::{Fact, Facts};
use super::figure::{Figure, Unit};
use super::kind::{Kind, Topic};
use super::name::Means;
use super::vocabulary::{Role, Way};

/// Whether one sentence holds; or what is wrong with it, for its writer.
pub fn judge(tokens: &[Token<'_>], facts: &Facts) -> Result<(), String> {
    if !tokens.iter().any(|token| matches!(token, Token::Figure(_))) {
        return Err("Give a figure in every sentence, and say nothing else.".to_owned());
    }
    let mut parts = tokens.iter().filter_map(|token| match token {
        Token::Name(Means::Part(part)) => Some(part.as_str()),
        _ => None,
    });
    let part = parts.next();
    if parts.any(|other| Some(other) != part) {
        return Err("Speak of one city, tier or hour in a sentence.".to_owned());
    }
    let mut sentence = Sentence { facts, part, lead: Vec::new(), status: None, told: Vec::new() };
    for clause in tokens.split(|token| *token == Token::Break) {
        sentence.clause(clause)?;
    }
    let as_usual = tokens.contains(&Token::Name(&Means::AsUsual));
    if as_usual && !sentence.told.contains(&Kind::UsualRate) {
        return Err("Say what is as usual.".to_owned());
    }
    Ok(())
}

/// A figure, for its writer.
pub fn told(figure: &Figure) -> String {
    match figure.unit {
        Unit::Percent => format!("{}%", figure.digits),
        Unit::Points => format!("{} points", figure.digits),
        Unit::Money => format!("an amount of {}", figure.digits),
        Unit::Word => format!("\"{}\"", figure.digits),
        Unit::Count | Unit::Clock => figure.digits.clone(),
    }
}

const PEOPLE: &[Topic] = &[Topic::Audience, Topic::People];
const COMPARED: &str =
    "Compare only with what is usual, or a part with the campaign as a whole, and the right way round.";

/// A sentence as far as it was read.
struct Sentence<'a> {
    facts: &'a Facts,
    /// The part of the campaign that it speaks of.
    part: Option<&'a str>,
    /// What "Of 1,340 messages, …" may be, where it began so: what follows is of it.
    lead: Vec<Kind>,
    /// What became of the messages of which reasons may follow.
    status: Option<Topic>,
    /// What its numbers were of, in their order.
    told: Vec<Kind>,
}

/// What the words of some tokens speak of.
#[derive(Default)]
struct Said<'a> {
    topics: Vec<Topic>,
    reasons: Vec<&'a str>,
    figures: Vec<(usize, &'a Figure)>,
    /// Whether the campaign itself is spoken of.
    is_own: bool,
}

/// How a number stands to the one before it.
enum Place {
    /// By itself.
    Own,
    /// As the whole that the number before it is of.
    WholeOfLast,
    /// As the whole that what follows is of.
    Lead,
}

impl Sentence<'_> {
    fn clause(&mut self, tokens: &[Token<'_>]) -> Result<(), String> {
        for (at, token) in tokens.iter().enumerate() {
            if *token == Token::Only && !matches!(tokens.get(at + 1), Some(Token::Figure(_))) {
                return Err("Put \"only\" right before a number.".to_owned());
            }
        }
        let compares = |token: &Token<'_>| match token {
            Token::Word(_, Role::Compares(way)) => Some(*way),
            _ => None,
        };
        let found = tokens.iter().enumerate().find_map(|(at, token)| Some((at, compares(token)?)));
        match found {
            None => self.scope(tokens).map(|_| ()),
            Some((at, way)) => {
                let (before, behind) = tokens.split_at(at);
                let behind = match behind {
                    [_, Token::Than, rest @ ..] => rest,
                    [_, Token::Word(to, _), rest @ ..] if to == "to" && way == Way::Near => rest,
                    [_, rest @ ..] => rest,
                    [] => behind,
                };
                self.comparison(before, way, behind)
            }
        }
    }

    /// "this campaign lies 2.2 points / below / what is usual"
    fn comparison(&mut self, before: &[Token<'_>], way: Way, behind: &[Token<'_>]) -> Result<(), String> {
        let (before, points) = match before {
            [rest @ .., Token::Figure(figure)] if figure.unit == Unit::Points => (rest, Some(figure)),
            all => (all, None),
        };
        let is_points = |fact: &Fact| fact.kind == Kind::Points && points.is_none_or(|it| fact.figures.contains(it));
        let points_hold = points.is_none() || self.part.is_none() && self.facts.list.iter().any(is_points);
        let audience = said(before)?.topics.contains(&Topic::Audience);
        let holds = match self.part {
            Some(part) => {
                let known = self.facts.parts.iter().any(|(name, lies)| name == part && *lies == way);
                known && self.is_about(before, Kind::PartRate)? && self.is_whole(behind)?
            }
            None if audience => {
                points.is_none()
                    && self.facts.size == Some(way)
                    && self.is_audience(before)?
                    && self.is_usual(behind, &[Kind::UsualAudience, Kind::Earlier])?
            }
            None => {
                self.facts.rate == Some(way)
                    && self.is_about(before, Kind::Rate)?
                    && self.is_usual(behind, &[Kind::UsualRate])?
            }
        };
        if holds && points_hold { Ok(()) } else { Err(COMPARED.to_owned()) }
    }

    /// Whether what is compared is a share: by its number, by its name, or because the clause before told it.
    fn is_about(&mut self, tokens: &[Token<'_>], kind: Kind) -> Result<bool, String> {
        let words = said(tokens)?;
        if !words.figures.is_empty() {
            return Ok(self.scope(tokens)?.iter().all(|told| *told == kind));
        }
        let of_shares = [Topic::Share, Topic::Reached];
        let fits = words.reasons.is_empty() && words.topics.iter().all(|topic| of_shares.contains(topic));
        let named = kind == Kind::Rate && (words.is_own || words.topics.contains(&Topic::Share));
        Ok(fits && (named || words.topics.is_empty() && self.told.last() == Some(&kind)))
    }

    /// Whether what is compared is the audience.
    fn is_audience(&mut self, tokens: &[Token<'_>]) -> Result<bool, String> {
        let words = said(tokens)?;
        let fits = words.reasons.is_empty() && words.topics.iter().all(|topic| PEOPLE.contains(topic));
        Ok(fits && (words.figures.is_empty() || self.scope(tokens)?.iter().all(|told| *told == Kind::Audience)))
    }

    /// "95.8% for the campaign as a whole"
    fn is_whole(&mut self, tokens: &[Token<'_>]) -> Result<bool, String> {
        let part = self.part.take();
        let told = self.compared(tokens, true);
        self.part = part;
        Ok(said(tokens)?.topics.contains(&Topic::Whole) && told?.as_slice() == [Kind::Rate])
    }

    /// "what is usual", "the usual 98%"
    fn is_usual(&mut self, tokens: &[Token<'_>], kinds: &[Kind]) -> Result<bool, String> {
        let words = said(tokens)?;
        if words.figures.is_empty() {
            let others = words.topics.iter().any(|topic| !matches!(topic, Topic::Usual | Topic::Campaigns));
            return Ok(!others && words.topics.contains(&Topic::Usual) && words.reasons.is_empty());
        }
        Ok(self.compared(tokens, true)?.iter().all(|told| kinds.contains(told)))
    }

    fn scope(&mut self, tokens: &[Token<'_>]) -> Result<Vec<Kind>, String> {
        self.compared(tokens, false)
    }

    /// What the numbers of some tokens are of, which are all that these speak of.
    fn compared(&mut self, tokens: &[Token<'_>], is_object: bool) -> Result<Vec<Kind>, String> {
        let words = said(tokens)?;
        let Some(((first, figure), rest)) = words.figures.split_first() else {
            if words.topics.is_empty() && words.reasons.is_empty() {
                return Ok(Vec::new());
            }
            return Err("Say nothing without its figure; put the figure beside what it counts.".to_owned());
        };
        if matches!(place(tokens, *first), Place::Lead) && self.lead.is_empty() {
            let end = rest.first().map_or(tokens.len(), |(at, _)| *at);
            let (own, others) = tokens.split_at(end);
            self.lead = self.whole(figure, &said(own)?)?;
            return self.compared(others, is_object);
        }
        let mut kinds = Vec::new();
        let mut figures = words.figures.iter().peekable();
        while let Some((_, figure)) = figures.next() {
            let whole = figures.next_if(|(at, _)| matches!(place(tokens, *at), Place::WholeOfLast));
            let wholes = match whole {
                Some((_, whole)) => self.kinds(whole)?,
                None => self.lead.clone(),
            };
            kinds.push(self.number(figure, (&words, is_object), (&wholes, whole.is_some()))?);
        }
        for topic in &words.topics {
            if matches!(topic, Topic::Failed | Topic::Unknown | Topic::Skipped) {
                self.status = Some(*topic);
            }
        }
        self.told.extend(&kinds);
        Ok(kinds)
    }

    /// What "Of 1,340 messages that came to an end" may be of.
    fn whole(&self, figure: &Figure, words: &Said<'_>) -> Result<Vec<Kind>, String> {
        let mut kinds = self.kinds(figure)?;
        kinds.retain(|kind| {
            let company = kind.company();
            let known = |topic: &Topic| {
                company.needs.contains(topic) || company.bears.contains(topic) || company.units.contains(topic)
            };
            words.reasons.is_empty() && words.topics.iter().all(known)
        });
        if kinds.is_empty() { Err(self.of_something_else(figure)) } else { Ok(kinds) }
    }

    /// What a figure may be the number of, in this sentence.
    fn kinds(&self, figure: &Figure) -> Result<Vec<Kind>, String> {
        let kinds = self.holding(figure).filter(|fact| self.is_of_part(fact)).map(|fact| fact.kind).collect::<Vec<_>>();
        if kinds.is_empty() { Err(self.of_something_else(figure)) } else { Ok(kinds) }
    }

    fn holding<'b>(&'b self, figure: &'b Figure) -> impl Iterator<Item = &'b Fact> {
        self.facts.list.iter().filter(move |fact| fact.figures.contains(figure))
    }

    fn is_of_part(&self, fact: &Fact) -> bool {
        let part = fact.of.as_deref().filter(|_| fact.kind.status().is_none());
        part == self.part
    }

    /// What a number is of, with the words around it and the wholes of which it may be said to be.
    fn number(
        &self,
        figure: &Figure,
        (words, is_object): (&Said<'_>, bool),
        (wholes, is_beside): (&[Kind], bool),
    ) -> Result<Kind, String> {
        let fits = |fact: &&Fact| {
            if !self.is_of_part(fact) || !self.is_for_its_reason(fact, words) {
                return false;
            }
            let alone = wholes.is_empty();
            let says = |topic: Topic| words.topics.contains(&topic);
            let among_words = |whole: Option<Kind>| company_is_kept(fact.kind, whole.filter(|_| is_beside), words);
            let of_whole = || {
                wholes.iter().any(|whole| {
                    fact.kind.is_of(*whole) && share_a_unit(fact.kind, *whole, words) && among_words(Some(*whole))
                })
            };
            match fact.kind {
                // A part of which only some messages were looked at has no numbers of its own.
                Kind::PartDelivered if alone => false,
                Kind::PartMessages | Kind::Points => false,
                // Beside what they are compared with it is plain what they are; elsewhere it is said.
                Kind::Rate if !is_object && !says(Topic::Reached) => false,
                Kind::UsualRate if !is_object && (words.is_own || !says(Topic::Reached)) => false,
                Kind::UsualAudience if !is_object && (words.is_own || !says(Topic::Audience)) => false,
                // "160 were skipped and 1,500 people": what was said of the number before is heard of this one too.
                Kind::Audience | Kind::Ended | Kind::Earlier | Kind::UsualAudience
                    if alone && !is_object && !self.told.is_empty() =>
                {
                    false
                }
                _ if alone => among_words(None),
                _ => of_whole(),
            }
        };
        match self.holding(figure).find(fits) {
            Some(fact) => Ok(fact.kind),
            None => Err(self.of_something_else(figure)),
        }
    }

    fn is_for_its_reason(&self, fact: &Fact, words: &Said<'_>) -> bool {
        let Some(status) = fact.kind.status() else { return words.reasons.is_empty() };
        let own =
            [Topic::Failed, Topic::Unknown, Topic::Skipped].into_iter().find(|topic| words.topics.contains(topic));
        fact.of.as_deref().is_some_and(|of| words.reasons.as_slice() == [of]) && own.or(self.status) == Some(status)
    }

    fn of_something_else(&self, figure: &Figure) -> String {
        let says: Vec<&str> = self.holding(figure).map(|fact| fact.says.as_str()).collect();
        format!("{} is the number of something else: {}.", told(figure), says.join("; "))
    }
}

/// Whether the words around a number speak of what it counts and of nothing else. Beside its whole, what may be said of
/// that may be said too.
fn company_is_kept(kind: Kind, whole: Option<Kind>, words: &Said<'_>) -> bool {
    let company = kind.company();
    let whole = whole.map(Kind::company);
    let needed = company.needs.is_empty() || company.needs.iter().any(|topic| words.topics.contains(topic));
    let borne = |topic: &Topic| {
        let of = |one: &super::kind::Company| one.needs.contains(topic) || one.bears.contains(topic);
        of(&company)
            || company.units.contains(topic)
            || whole.as_ref().is_some_and(|whole| of(whole) || whole.units.contains(topic))
    };
    needed && words.topics.iter().all(borne)
}

/// Whether what a number and its whole count may be called as the words call it: "95.8% of 1,500 people" is none.
fn share_a_unit(kind: Kind, whole: Kind, words: &Said<'_>) -> bool {
    let (own, whole) = (kind.company().units, whole.company().units);
    let is_unit = |topic: &&Topic| matches!(topic, Topic::Audience | Topic::People | Topic::Messages);
    let borne = |topic: &Topic| (own.is_empty() || own.contains(topic)) && (whole.is_empty() || whole.contains(topic));
    words.topics.iter().filter(is_unit).all(borne)
}

/// What tokens speak of; words that compare stand elsewhere.
fn said<'a>(tokens: &'a [Token<'a>]) -> Result<Said<'a>, String> {
    let mut said = Said::default();
    for (at, token) in tokens.iter().enumerate() {
        said.is_own |= match token {
            Token::Word(word, _) => matches!(word.as_str(), "campaign" | "campaign's" | "it" | "its"),
            Token::Name(means) => **means == Means::Campaign,
            _ => false,
        };
        match token {
            Token::Word(_, Role::Of(topic)) | Token::Name(Means::Speaks(topic)) => said.topics.push(*topic),
            Token::Word(_, Role::Compares(_)) | Token::Than => return Err(COMPARED.to_owned()),
            Token::Name(Means::Reason(reason)) => said.reasons.push(reason),
            Token::Figure(figure) => said.figures.push((at, figure)),
            _ => {}
        }
    }
    Ok(said)
}

/// How the number at a place stands: "of 1,500", "out of the 1,500".
fn place(tokens: &[Token<'_>], at: usize) -> Place {
    let is = |token: Option<&Token<'_>>, words: &[&str]| match token {
        Some(Token::Word(word, _)) => words.contains(&word.as_str()),
        _ => false,
    };
    let before = |at: usize| at.checked_sub(1).and_then(|before| tokens.get(before));
    let mut at = at;
    while is(before(at), &["the", "its", "their", "these", "a", "total"]) {
        at -= 1;
    }
    if !is(before(at), &["of"]) {
        return Place::Own;
    }
    at -= 1;
    if is(before(at), &["out"]) {
        at -= 1;
    }
    match before(at) {
        None => Place::Lead,
        Some(Token::Figure(_)) => Place::WholeOfLast,
        Some(_) => Place::Own,
    }
}
