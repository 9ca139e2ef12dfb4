//! The brand's customers, each made from the seed and a number alone.
//!
//! Nobody can be reached by mistake: email addresses are under the domains that RFC 2606 reserves, and phone
//! numbers are from ranges kept for fiction (Ofcom's +44 7700 900…, North America's 555-01…) or begin with a 0
//! behind the country code, which no network routes.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone as _, Utc};
use serde::Serialize;

use super::brand::{self, City};
use super::dice::Dice;
use super::names;
use super::world::{Habit, World};

/// A row of `customersIngest`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// "SK-000123"
    pub external_id: String,
    /// Given and family name.
    pub name: String,
    /// Under a reserved domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Unroutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where they live.
    pub city: &'static str,
    /// Likewise.
    pub country: &'static str,
    /// Visits to a shop.
    pub visits: u32,
    /// What the brand calls them.
    pub tags: Vec<&'static str>,
    /// GRANTED, UNKNOWN, WITHDRAWN
    pub consent: &'static str,
    /// What else is known.
    pub attributes: Attributes,
    /// When they signed up.
    pub created_at: DateTime<Utc>,
    /// The reference day: loading it again changes nothing.
    pub updated_at: DateTime<Utc>,
}

/// What else is known about a customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attributes {
    /// Bronze, Silver, Gold, Platinum: by what they bought.
    pub tier: &'static str,
    /// Loyalty points.
    pub points: u64,
    /// Of birth; not everyone tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<NaiveDate>,
    /// What they like to read.
    pub language: &'static str,
    /// How they found the brand.
    pub source: &'static str,
    /// Whether they take a regular delivery.
    pub subscriber: bool,
}

const SOURCES: &[(&str, u32)] =
    &[("Store", 26), ("Instagram", 24), ("Search", 20), ("Referral", 18), ("Marketplace", 8), ("Event", 4)];
const CONSENTS: &[(&str, u32)] = &[("GRANTED", 84), ("UNKNOWN", 10), ("WITHDRAWN", 6)];
const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// India's offset: where the brand's days begin.
fn india() -> Option<FixedOffset> {
    FixedOffset::east_opt(5 * 3600 + 1800)
}

/// An instant of the brand's clock.
pub fn local(day: NaiveDate, hour: u64, minute: u64, second: u64) -> DateTime<Utc> {
    let part = |number: u64| u32::try_from(number).unwrap_or_default();
    let time = NaiveTime::from_hms_opt(part(hour), part(minute), part(second)).unwrap_or_default();
    let found = india().and_then(|india| india.from_local_datetime(&day.and_time(time)).single());
    found.map_or_else(|| day.and_time(time).and_utc(), |instant| instant.with_timezone(&Utc))
}

/// The key of a customer, from 0.
pub fn external_id(number: u64) -> String {
    format!("SK-{:06}", number + 1)
}

/// The day on which a customer signed up.
pub fn joined(world: &World, number: u64) -> NaiveDate {
    let mut dice = Dice::of(world.seed, 2, number);
    let (newest, oldest) = match world.habit(number) {
        Habit::New => (1, 60),
        Habit::Lapsed => (330, 730),
        Habit::Loyal => (150, 730),
        Habit::Browser | Habit::Once | Habit::Occasional => (61, 730),
    };
    // The brand grows: more came lately than at first.
    let age = newest as f64 + dice.unit().powf(1.25) * (oldest - newest) as f64;
    world.as_of.checked_sub_days(Days::new(age as u64)).unwrap_or(world.as_of)
}

/// A customer, from 0.
pub fn customer(world: &World, number: u64) -> Customer {
    let mut dice = Dice::of(world.seed, 3, number);
    let home = dice.weighted(brand::CITIES, |city| city.weight).unwrap_or(&brand::CITIES[0]);
    let name = name(&mut dice, home);
    let orders = u64::from(world.orders(number));
    let created_at = local(joined(world, number), dice.between(7, 21), dice.below(60), dice.below(60));
    let without = dice.unit();
    Customer {
        external_id: external_id(number),
        email: (without >= 0.04).then(|| email(&mut dice, &name, number)),
        phone: (!(0.035..0.07).contains(&without)).then(|| phone(&mut dice, home.country)),
        name,
        city: home.name,
        country: home.country,
        visits: visits(&mut dice, world.habit(number), orders),
        tags: tags(&mut dice, world.habit(number)),
        consent: dice.weighted(CONSENTS, |(_, weight)| *weight).map_or("UNKNOWN", |(consent, _)| *consent),
        attributes: attributes(&mut dice, home, orders),
        created_at,
        updated_at: local(world.as_of, 0, 0, 0),
    }
}

fn name(dice: &mut Dice, home: &City) -> String {
    let moved = dice.chance(0.18);
    let mut names = names::of_language(home.language);
    if moved {
        names = dice.pick(&names::ALL).copied().unwrap_or(names);
    }
    let given = dice.pick(names.given).copied().unwrap_or("Asha");
    let family = dice.pick(names.family).copied().unwrap_or("Rao");
    format!("{given} {family}")
}

fn email(dice: &mut Dice, name: &str, number: u64) -> String {
    let plain = |letter: char| match letter {
        'é' => Some('e'),
        'í' => Some('i'),
        'ü' => Some('u'),
        ' ' => Some('.'),
        other => other.is_ascii_alphanumeric().then(|| other.to_ascii_lowercase()),
    };
    let name: String = name.chars().filter_map(plain).collect();
    let domain = dice.pick(&DOMAINS).copied().unwrap_or("example.com");
    format!("{name}.{}@{domain}", number + 1)
}

fn phone(dice: &mut Dice, country: &str) -> String {
    match country {
        "United Kingdom" => format!("+447700900{:03}", dice.below(1000)),
        "United States" => {
            format!("+1{}55501{:02}", dice.pick(&[415, 628, 510]).copied().unwrap_or(415), dice.below(100))
        }
        "Singapore" => format!("+650{:07}", dice.below(10_000_000)),
        "United Arab Emirates" => format!("+9710{:08}", dice.below(100_000_000)),
        _ => format!("+910{:09}", dice.below(1_000_000_000)),
    }
}

fn visits(dice: &mut Dice, habit: Habit, orders: u64) -> u32 {
    let visits = match habit {
        Habit::Browser => dice.between(0, 4),
        // Some buy from the sofa alone.
        _ if dice.chance(0.3) => dice.between(0, 2),
        _ => dice.between(orders / 3, orders + 2),
    };
    u32::try_from(visits).unwrap_or_default()
}

fn tags(dice: &mut Dice, habit: Habit) -> Vec<&'static str> {
    let loyal = habit == Habit::Loyal;
    let chances = [
        ("newsletter", 0.42),
        ("workshop", 0.06),
        ("cold-brew", 0.11),
        ("gifting", 0.09),
        ("office", 0.03),
        ("vip", if loyal { 0.12 } else { 0.0 }),
        ("reviewer", if loyal { 0.2 } else { 0.03 }),
    ];
    chances.into_iter().filter(|(_, share)| dice.chance(*share)).map(|(tag, _)| tag).collect()
}

fn attributes(dice: &mut Dice, home: &City, orders: u64) -> Attributes {
    let tier = match orders {
        0..=3 => "Bronze",
        4..=8 => "Silver",
        9..=14 => "Gold",
        _ => "Platinum",
    };
    let language = if dice.chance(0.45) { "English" } else { home.language };
    let birthday = dice.chance(0.62).then(|| {
        let year = i32::try_from(dice.between(1955, 2006)).unwrap_or(1990);
        NaiveDate::from_yo_opt(year, u32::try_from(dice.between(1, 365)).unwrap_or(1)).unwrap_or_default()
    });
    let source = dice.weighted(SOURCES, |(_, weight)| *weight).map_or("Store", |(source, _)| *source);
    let points = orders * dice.between(20, 90);
    Attributes { tier, points, birthday, language, source, subscriber: orders >= 6 && dice.chance(0.35) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: u64 = 5_000;

    fn world() -> World {
        World::new(7, PEOPLE, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
    }

    fn share(of: impl Fn(&Customer) -> bool) -> f64 {
        let world = world();
        (0..PEOPLE).filter(|number| of(&customer(&world, *number))).count() as f64 / PEOPLE as f64
    }

    #[test]
    fn the_same_seed_makes_the_same_people_and_another_seed_others() {
        let again = world();
        let other = World::new(8, PEOPLE, again.as_of);
        let mut same = 0;
        for number in 0..100 {
            assert_eq!(customer(&world(), number), customer(&again, number));
            same += usize::from(customer(&again, number).name == customer(&other, number).name);
        }
        assert!(same < 20, "{same}");
    }

    #[test]
    fn consents_cities_and_addresses_are_shared_out_as_in_life() {
        for (what, found, wanted) in [
            ("withdrawn", share(|one| one.consent == "WITHDRAWN"), 0.06),
            ("unknown", share(|one| one.consent == "UNKNOWN"), 0.10),
            ("in Bengaluru", share(|one| one.city == "Bengaluru"), 0.23),
            ("abroad", share(|one| one.country != "India"), 0.02),
            ("without email", share(|one| one.email.is_none()), 0.04),
            ("without phone", share(|one| one.phone.is_none()), 0.035),
            ("without either", share(|one| one.phone.is_none() && one.email.is_none()), 0.005),
        ] {
            assert!((found - wanted).abs() < 0.012, "{what}: {found} instead of {wanted}");
        }
    }

    #[test]
    fn nobody_real_can_be_reached_and_everybody_came_within_two_years() {
        let world = world();
        let (first, last) = (world.as_of - chrono::TimeDelta::days(731), world.as_of);
        for number in 0..PEOPLE {
            let one = customer(&world, number);
            let domain = one.email.as_deref().map(|email| email.split_once('@').unwrap().1);
            assert!(domain.is_none_or(|domain| DOMAINS.contains(&domain)), "{one:?}");
            let phone = one.phone.clone().unwrap_or("+910".to_owned());
            let kept = ["+910", "+650", "+9710", "+447700900"].iter().any(|start| phone.starts_with(start));
            assert!(kept || (phone.starts_with("+1") && phone[5..].starts_with("55501")), "{phone}");
            let joined = joined(&world, number);
            assert!(joined > first && joined < last, "{joined}");
            assert!(one.created_at < one.updated_at);
        }
    }
}
