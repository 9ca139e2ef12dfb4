//! How many parts a text is sent in as SMS, after 3GPP TS 23.038: 160 characters of the GSM alphabet in one part
//! or 153 in each of several; 70 or 67 UTF-16 units where a character lies outside of it.

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each takes two places: an escape and the character.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// Parts of a text sent as SMS; 0 for an empty one.
pub fn sms_segments(text: &str) -> i32 {
    let places = text.chars().map(|character| match character {
        _ if BASIC.contains(character) => Some(1),
        _ if EXTENDED.contains(character) => Some(2),
        _ => None,
    });
    match places.sum::<Option<usize>>() {
        Some(septets) => parts(septets, 160, 153),
        None => parts(text.encode_utf16().count(), 70, 67),
    }
}

fn parts(length: usize, alone: usize, each: usize) -> i32 {
    let parts = if length <= alone { length.min(1) } else { length.div_ceil(each) };
    i32::try_from(parts).unwrap_or(i32::MAX)
}
