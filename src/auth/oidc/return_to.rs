//! Where somebody goes after signing in: a path of our own and nothing else. Browsers read `//host`, `/\host` and
//! paths with tabs in them as other servers, so what could be read in two ways is refused.

/// A path of our own, with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

const LONGEST: usize = 2_000;

impl Default for ReturnTo {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl ReturnTo {
    /// Begins with one slash; printable ASCII without a backslash.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let ours = text.starts_with('/') && !text.starts_with("//");
        (plain && ours && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_our_own_are_taken() {
        for path in ["/", "/campaigns/cam_4", "/segments?rule=%7B%7D#top"] {
            assert_eq!(ReturnTo::parse(path).as_ref().map(ReturnTo::as_str), Some(path));
        }
    }

    #[test]
    fn whatever_a_browser_may_take_for_another_server_is_refused() {
        let spellings = [
            "",
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
            "javascript:alert(1)",
            "evil.example",
            "/path with space",
            "/caf\u{e9}",
        ];
        for spelling in spellings {
            assert_eq!(ReturnTo::parse(spelling), None, "{spelling:?}");
        }
    }
}
