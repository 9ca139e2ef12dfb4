//! The rows that the tests send, each a function of its number, and checksums of them: a sum of hashes of
//! canonical lines, which does not depend on order and which a row too many changes as a row too few does. The
//! same sum is computed here from what was sent and in Postgres from what is stored.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Sums are compared modulo this: 2^61 - 1.
pub const MODULUS: u128 = (1 << 61) - 1;

/// The checksum of all customers whose external id begins with the prefix.
pub fn stored_customers(prefix: &str) -> String {
    let line = "concat_ws('|', external_id, name, phone, city, visits, consent)";
    format!("SELECT {} FROM customers WHERE external_id LIKE '{prefix}%'", checksum_of(line))
}

/// The checksum of all orders.
pub fn stored_orders() -> String {
    let line = "concat_ws('|', o.external_id, c.external_id, o.amount_minor, o.status, \
                extract(epoch FROM o.placed_at)::bigint, o.channel)";
    format!("SELECT {} FROM orders o JOIN customers c ON c.id = o.customer_id", checksum_of(line))
}

/// The checksum of the addresses of all customers, as the vendor hashes them.
pub fn stored_phones() -> String {
    let half = |from: usize| format!("('x' || substr(encode(sha256(convert_to(phone, 'UTF8')), 'hex'), {from}, 8))");
    let hash = format!("{}::bit(32)::bigint * 4294967296::numeric + {}::bit(32)::bigint", half(1), half(9));
    format!("SELECT coalesce(sum({hash}), 0) % {MODULUS} FROM customers")
}

fn checksum_of(line: &str) -> String {
    let hash = format!("('x' || substr(encode(sha256(convert_to({line}, 'UTF8')), 'hex'), 1, 15))::bit(60)::bigint");
    format!("coalesce(sum({hash}), 0) % {MODULUS}")
}

/// The checksum of lines.
pub fn checksum(lines: impl Iterator<Item = String>) -> i64 {
    let sum: u128 = lines.map(|line| u128::from(hash(&line))).sum();
    i64::try_from(sum % MODULUS).unwrap()
}

fn hash(line: &str) -> u64 {
    let digest = Sha256::digest(line.as_bytes());
    u64::from_be_bytes(digest[..8].try_into().unwrap()) >> 4
}

/// A number that looks random and is always the same.
fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 17
}

/// A customer, by prefix and number.
#[derive(Clone, Copy)]
pub struct Customer<'a>(pub &'a str, pub u64);

impl Customer<'_> {
    const CITIES: [&'static str; 4] = ["Pune", "Mumbai", "Köln", "Zürich"];

    fn fields(self) -> (String, String, String, &'static str, u64) {
        let Self(prefix, number) = self;
        let city = Self::CITIES[mix(number) as usize % 4];
        (format!("{prefix}{number}"), format!("Asha {number}"), format!("+9198{number:08}"), city, mix(number) % 100)
    }

    pub fn row(self) -> Value {
        let (external_id, name, phone, city, visits) = self.fields();
        json!({ "externalId": external_id, "name": name, "phone": phone, "city": city, "visits": visits,
                "consent": "GRANTED" })
    }

    pub fn line(self) -> String {
        let (external_id, name, phone, city, visits) = self.fields();
        format!("{external_id}|{name}|{phone}|{city}|{visits}|2")
    }
}

/// An order of one of so many customers "c…".
#[derive(Clone, Copy)]
pub struct Order {
    pub number: u64,
    pub customers: u64,
}

impl Order {
    const STATUSES: [(&'static str, i16); 4] = [("COMPLETED", 1), ("COMPLETED", 1), ("CANCELLED", 2), ("REFUNDED", 3)];
    /// 2026-01-01T00:00:00Z
    const EPOCH: u64 = 1_767_225_600;

    fn placed(self) -> u64 {
        Self::EPOCH + mix(self.number + 7) % 20_000_000
    }

    fn customer(self) -> u64 {
        mix(self.number) % self.customers
    }

    fn amount_minor(self) -> u64 {
        mix(self.number + 13) % 1_000_000
    }

    fn status(self) -> (&'static str, i16) {
        Self::STATUSES[mix(self.number + 29) as usize % 4]
    }

    pub fn row(self) -> Value {
        let placed = chrono::DateTime::from_timestamp(self.placed() as i64, 0).unwrap().to_rfc3339();
        let amount = format!("{}.{:02}", self.amount_minor() / 100, self.amount_minor() % 100);
        json!({ "externalId": format!("o{}", self.number), "customerExternalId": format!("c{}", self.customer()),
                "amount": amount, "placedAt": placed, "status": self.status().0, "channel": "web" })
    }

    pub fn line(self) -> String {
        let Self { number, .. } = self;
        let (customer, amount, status) = (self.customer(), self.amount_minor(), self.status().1);
        format!("o{number}|c{customer}|{amount}|{status}|{}|web", self.placed())
    }
}
