//! Saffron Kettle, a made-up roaster of coffee and blender of tea from Bengaluru: what it sells, where its
//! customers live, and when people buy.

use chrono::{Datelike as _, NaiveDate, Weekday};

/// Its name.
pub const NAME: &str = "Saffron Kettle";

/// Something that it sells.
#[derive(Debug)]
pub struct Product {
    /// Its key.
    pub sku: &'static str,
    /// As it stands on the shelf.
    pub name: &'static str,
    /// Coffee, Tea, Brewing, Treats or Gifts.
    pub category: &'static str,
    /// In rupees.
    pub price: u32,
    /// How often it sells among its category.
    pub weight: u32,
}

impl Product {
    /// Where its picture is: one file a product in `web/public/products/`.
    pub fn image_url(&self) -> String {
        format!("/products/{}.svg", self.sku.to_ascii_lowercase())
    }
}

const fn product(
    sku: &'static str,
    category: &'static str,
    name: &'static str,
    (price, weight): (u32, u32),
) -> Product {
    Product { sku, name, category, price, weight }
}

/// All that it sells.
pub const PRODUCTS: &[Product] = &[
    product("COF-CHK-250", "Coffee", "Chikmagalur Estate, 250 g", (425, 30)),
    product("COF-CHK-1000", "Coffee", "Chikmagalur Estate, 1 kg", (1_490, 9)),
    product("COF-MON-250", "Coffee", "Monsooned Malabar, 250 g", (495, 22)),
    product("COF-FIL-500", "Coffee", "South Indian Filter Blend, 500 g", (380, 34)),
    product("COF-ARA-250", "Coffee", "Araku Valley Peaberry, 250 g", (640, 12)),
    product("COF-COL-6", "Coffee", "Cold Brew, six bottles", (720, 14)),
    product("COF-INS-100", "Coffee", "Freeze-Dried Instant, 100 g", (350, 16)),
    product("TEA-DAR-100", "Tea", "Darjeeling First Flush, 100 g", (780, 12)),
    product("TEA-ASM-250", "Tea", "Assam Breakfast, 250 g", (290, 32)),
    product("TEA-MAS-250", "Tea", "Masala Chai, 250 g", (320, 38)),
    product("TEA-NIL-100", "Tea", "Nilgiri Frost, 100 g", (460, 14)),
    product("TEA-KAH-50", "Tea", "Kashmiri Kahwa, 50 g", (540, 12)),
    product("TEA-HIB-20", "Tea", "Hibiscus and Rose, 20 bags", (275, 15)),
    product("BRW-DAV-2", "Brewing", "Brass Davara and Tumbler, set of two", (890, 20)),
    product("BRW-FIL-M", "Brewing", "Steel Coffee Filter, medium", (650, 24)),
    product("BRW-FRP-600", "Brewing", "French Press, 600 ml", (1_850, 12)),
    product("BRW-GRD-H", "Brewing", "Hand Grinder", (3_400, 6)),
    product("BRW-KTL-G", "Brewing", "Gooseneck Kettle", (4_950, 4)),
    product("TRT-JAG-200", "Treats", "Jaggery Almond Biscuits, 200 g", (240, 30)),
    product("TRT-CHO-100", "Treats", "Coffee-Bean Chocolate, 100 g", (310, 26)),
    product("TRT-HNY-350", "Treats", "Coorg Wild Honey, 350 g", (560, 12)),
    product("GFT-FEST-S", "Gifts", "Festive Box, small", (1_250, 30)),
    product("GFT-FEST-L", "Gifts", "Festive Box, grand", (2_900, 14)),
    product("GFT-TAST-6", "Gifts", "Six-Estate Tasting Flight", (1_650, 12)),
    product("GFT-CARD", "Gifts", "Gift Card", (1_000, 10)),
];

/// What a customer cares for, and how often.
pub const TASTES: &[(&str, u32)] = &[("Coffee", 46), ("Tea", 34), ("Treats", 9), ("Brewing", 6), ("Gifts", 5)];

/// Where an order is placed.
pub const CHANNELS: &[(&str, u32)] = &[("web", 38), ("app", 34), ("store", 22), ("marketplace", 6)];

/// A place where customers live.
#[derive(Debug)]
pub struct City {
    /// Its name today.
    pub name: &'static str,
    /// Its country.
    pub country: &'static str,
    /// What people there like to read.
    pub language: &'static str,
    /// How many of a thousand customers live there, roughly.
    pub weight: u32,
}

const fn city(name: &'static str, country: &'static str, language: &'static str, weight: u32) -> City {
    City { name, country, language, weight }
}

/// At home first: the brand is from Bengaluru and its weight falls with the distance.
pub const CITIES: &[City] = &[
    city("Bengaluru", "India", "Kannada", 232),
    city("Mumbai", "India", "Marathi", 128),
    city("Delhi", "India", "Hindi", 104),
    city("Chennai", "India", "Tamil", 92),
    city("Hyderabad", "India", "Telugu", 88),
    city("Pune", "India", "Marathi", 64),
    city("Kolkata", "India", "Bengali", 52),
    city("Mysuru", "India", "Kannada", 36),
    city("Kochi", "India", "Malayalam", 32),
    city("Ahmedabad", "India", "Gujarati", 30),
    city("Coimbatore", "India", "Tamil", 22),
    city("Jaipur", "India", "Hindi", 20),
    city("Gurugram", "India", "Hindi", 20),
    city("Lucknow", "India", "Hindi", 14),
    city("Chandigarh", "India", "Punjabi", 12),
    city("Mangaluru", "India", "Kannada", 12),
    city("Indore", "India", "Hindi", 9),
    city("Visakhapatnam", "India", "Telugu", 8),
    city("Panaji", "India", "English", 6),
    city("Guwahati", "India", "Assamese", 5),
    city("London", "United Kingdom", "English", 6),
    city("Singapore", "Singapore", "English", 5),
    city("Dubai", "United Arab Emirates", "English", 5),
    city("San Francisco", "United States", "English", 4),
];

/// Of a day's hours, in India, how many of a thousand orders fall into each: mornings and evenings.
pub const HOURS: [u32; 24] = [6, 3, 2, 2, 3, 8, 22, 44, 62, 66, 60, 54, 50, 44, 40, 42, 50, 62, 76, 90, 88, 66, 40, 20];

/// Diwali, which moves with the moon.
const DIWALI: &[(i32, u32, u32)] = &[
    (2022, 10, 24),
    (2023, 11, 12),
    (2024, 11, 1),
    (2025, 10, 20),
    (2026, 11, 8),
    (2027, 10, 29),
    (2028, 10, 17),
    (2029, 11, 5),
    (2030, 10, 26),
    (2031, 11, 14),
    (2032, 11, 2),
];

/// The Diwali of a year, where it is known.
pub fn diwali(year: i32) -> Option<NaiveDate> {
    let (year, month, day) = DIWALI.iter().find(|(known, _, _)| *known == year)?;
    NaiveDate::from_ymd_opt(*year, *month, *day)
}

/// Whether people buy gifts on this day: the two weeks up to Diwali, and the end of the year.
pub fn is_festive(day: NaiveDate) -> bool {
    let before_diwali = diwali(day.year()).is_some_and(|diwali| (0..=14).contains(&(diwali - day).num_days()));
    before_diwali || (day.month() == 12 && day.day() >= 18)
}

/// The most that [`demand`] can be.
pub const HIGHEST_DEMAND: f64 = 3.3;

/// How much is bought on this day, an ordinary working day being 1.
pub fn demand(day: NaiveDate) -> f64 {
    let weekday = match day.weekday() {
        Weekday::Sat | Weekday::Sun => 1.35,
        Weekday::Fri => 1.1,
        _ => 1.0,
    };
    let season = match day.month() {
        4 | 5 => 0.85,
        7 | 8 => 1.1,
        _ => 1.0,
    };
    let festive = if is_festive(day) { 2.2 } else { 1.0 };
    weekday * season * festive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_one_a_sku_and_every_taste_can_be_served() {
        let mut skus: Vec<&str> = PRODUCTS.iter().map(|product| product.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        assert_eq!(skus.len(), PRODUCTS.len());
        for (category, _) in TASTES {
            assert!(PRODUCTS.iter().any(|product| product.category == *category), "{category}");
        }
        assert!(PRODUCTS.iter().all(|product| TASTES.iter().any(|(category, _)| *category == product.category)));
    }

    #[test]
    fn every_product_has_a_small_picture_that_brings_nothing_else_along() {
        let public = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/public");
        for product in PRODUCTS {
            let path = public.join(product.image_url().trim_start_matches('/'));
            let drawn = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(drawn.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{}", product.sku);
            assert!(drawn.len() <= 3_000, "{} weighs {} bytes", product.sku, drawn.len());
            let inside = drawn.replacen("http://www.w3.org/2000/svg", "", 1);
            for foreign in ["script", "href", "style", "url(http", "//", "data:", " on"] {
                assert!(!inside.contains(foreign), "{} has {foreign:?}", product.sku);
            }
        }
    }

    #[test]
    fn festivals_and_weekends_sell_more_and_nothing_exceeds_the_highest() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert!(demand(day(2026, 11, 4)) > 2.0 * demand(day(2026, 11, 11)));
        assert!(demand(day(2026, 2, 7)) > demand(day(2026, 2, 3)));
        let mut at = day(2024, 1, 1);
        while at < day(2030, 1, 1) {
            assert!(demand(at) <= HIGHEST_DEMAND && demand(at) > 0.0, "{at}");
            at = at.succ_opt().unwrap();
        }
    }
}
