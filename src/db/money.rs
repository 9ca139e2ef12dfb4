//! Money is exact: a whole number of minor units inside, a decimal text outside. Whole numbers for people are grouped
//! as money is, whatever they count.

use std::fmt::Write as _;

use crate::config::Currency;

/// An amount in the minor units of the workspace's currency: paise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Minor(pub i64);

/// A text that is no amount. Its words are sentences for people that stand by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with at most one point.
    #[error("Write an amount as a decimal number, like 499 or 10000.50.")]
    NotANumber,
    /// More digits behind the point than the currency has.
    #[error("{}", decimals(*.0))]
    TooPrecise(Currency),
    /// Beyond 10^15 minor units, above which sums of many could overflow.
    #[error("This amount is too large.")]
    TooLarge,
}

fn decimals(currency: Currency) -> String {
    match (currency.code(), currency.digits) {
        (code, 0) => format!("Amounts in {code} have no decimals; round this one."),
        (code, digits) => format!("Amounts in {code} have at most {digits} decimals; round this one."),
    }
}

/// The largest amount of one row, in minor units.
pub const LARGEST: i64 = 1_000_000_000_000_000;

impl Minor {
    /// Reads "10000.50". Digits, one point, a leading minus; no exponent, no separators. Trailing zeros beyond
    /// the currency's digits are no precision and pass.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || (digits.contains('.') && fraction.is_empty())
            || !all_digits(whole)
            || !all_digits(fraction)
        {
            return Err(MoneyError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let places = currency.digits as usize;
        if fraction.len() > places {
            return Err(MoneyError::TooPrecise(currency));
        }
        let mut minor: i64 = 0;
        for digit in whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', places - fraction.len())) {
            minor = minor * 10 + i64::from(digit - b'0');
            if minor > LARGEST {
                return Err(MoneyError::TooLarge);
            }
        }
        Ok(Self(if negative { -minor } else { minor }))
    }

    /// Writes "10000.50": always the currency's digits, no separators.
    pub fn to_decimal(self, currency: Currency) -> String {
        let places = currency.digits as usize;
        let digits = format!("{:0width$}", self.0.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let mut text = String::with_capacity(digits.len() + 2);
        if self.0 < 0 {
            text.push('-');
        }
        text.push_str(whole);
        if places > 0 {
            let _ = write!(text, ".{fraction}");
        }
        text
    }
}

/// A whole number's digits in groups: 12,34,567 where money is counted in lakhs, 1,234,567 elsewhere.
pub fn grouped(digits: &str, currency: Currency) -> String {
    let size = if currency == Currency::INR { 2 } else { 3 };
    let (mut rest, last) = digits.split_at(digits.len().saturating_sub(3));
    let mut groups = vec![last];
    while !rest.is_empty() {
        let (before, group) = rest.split_at(rest.len().saturating_sub(size));
        groups.push(group);
        rest = before;
    }
    groups.reverse();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEN: Currency = Currency { code: *b"JPY", digits: 0 };

    #[test]
    fn amounts_come_back_as_they_were_written() {
        for text in ["0.00", "0.05", "1.00", "10000.50", "-3.10", "9999999999999.99"] {
            assert_eq!(Minor::parse(text, Currency::INR).unwrap().to_decimal(Currency::INR), text);
        }
        assert_eq!(Minor::parse("12.5000", Currency::INR), Ok(Minor(1250)));
        assert_eq!(Minor::parse("12", YEN).unwrap().to_decimal(YEN), "12");
    }

    #[test]
    fn digits_are_grouped_as_the_currency_is() {
        for (digits, rupees, yen) in [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1000", "1,000", "1,000"),
            ("123456", "1,23,456", "123,456"),
            ("1234567", "12,34,567", "1,234,567"),
            ("12345678", "1,23,45,678", "12,345,678"),
        ] {
            assert_eq!((grouped(digits, Currency::INR), grouped(digits, YEN)), (rupees.into(), yen.into()));
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        for text in ["", ".", "1.", ".5", "1e3", "1,000", "+1", "--1", " 1", "1.2.3", "٣", "NaN", "₹1"] {
            assert_eq!(Minor::parse(text, Currency::INR), Err(MoneyError::NotANumber), "{text}");
        }
        assert_eq!(Minor::parse("1.005", Currency::INR), Err(MoneyError::TooPrecise(Currency::INR)));
        assert_eq!(Minor::parse("1.5", YEN), Err(MoneyError::TooPrecise(YEN)));
        assert_eq!(Minor::parse("99999999999999999999999", Currency::INR), Err(MoneyError::TooLarge));
    }
}
