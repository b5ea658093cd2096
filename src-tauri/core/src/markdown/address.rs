//! The addresses a draft may link to.

use std::fmt;

use url::Url;

/// A longer address is shown, but is no link: nobody can read where it leads.
const LONGEST: usize = 2_048;

/// The same where one definition may serve any number of links: it bounds how much longer than
/// its source a text can become.
const LONGEST_SHARED: usize = 512;

/// An address on the web, of mail, or of a telephone. Written out in ASCII: the host as it is
/// looked up (`xn--…`), all else percent-encoded, so that it can't pass for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads an address; `None` for anything that is not a whole address of these schemes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let known = match url.scheme() {
            "http" | "https" => url.host_str().is_some_and(|host| !host.is_empty()),
            "mailto" | "tel" => !url.path().is_empty(),
            _ => false,
        };
        (known && url.as_str().len() <= LONGEST).then_some(Self(url))
    }

    /// Reads the address of a reference definition, for which the limit is lower.
    pub(super) fn parse_shared(text: &str) -> Option<Self> {
        if text.len() > LONGEST_SHARED {
            return None;
        }
        Self::parse(text).filter(|address| address.as_str().len() <= LONGEST_SHARED)
    }

    /// The address as ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether another program may be asked to open it: pages and mail. A telephone number is
    /// for the reader of the copy, not for the writer's computer to dial.
    #[must_use]
    pub fn can_be_opened(&self) -> bool {
        matches!(self.0.scheme(), "http" | "https" | "mailto")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an address that is no link is shown: its beginning, without what could hide or turn round
/// the rest.
pub(super) fn shown(text: &str) -> String {
    const MOST_CHARACTERS: usize = 80;
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == MOST_CHARACTERS {
            shown.push('…');
            break;
        }
        let hidden = character.is_control() || is_invisible(character);
        shown.push(if hidden { char::REPLACEMENT_CHARACTER } else { character });
    }
    shown
}

/// Characters that turn the direction of text or take no room.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://example.com/a?b=c#d", "https://example.com/a?b=c#d")]
    #[case("HTTP://EXAMPLE.com", "http://example.com/")]
    #[case("mailto:ada@example.com?subject=Hi there", "mailto:ada@example.com?subject=Hi%20there")]
    #[case("tel:+44123", "tel:+44123")]
    #[case("https://аpple.com/", "https://xn--pple-43d.com/")]
    #[case("https://example.com/\u{202e}gpj.exe", "https://example.com/%E2%80%AEgpj.exe")]
    #[case("https://example.com/\"><script>", "https://example.com/%22%3E%3Cscript%3E")]
    fn an_address_is_written_out_so_that_it_cannot_pass_for_another(
        #[case] text: &str,
        #[case] written: &str,
    ) {
        assert_eq!(Address::parse(text).expect("an address").as_str(), written);
    }

    #[rstest]
    #[case("javascript:alert(1)")]
    #[case(" java\nscript:alert(1)")]
    #[case("JaVaScRiPt:alert(1)")]
    #[case("data:text/html,<script>alert(1)</script>")]
    #[case("vbscript:x")]
    #[case("file:///etc/passwd")]
    #[case("blob:https://example.com/1")]
    #[case("tauri://localhost/")]
    #[case("ipc://localhost/save_text")]
    #[case("//example.com")]
    #[case("/path")]
    #[case("#top")]
    #[case("")]
    #[case("https://")]
    #[case("mailto:")]
    fn nothing_else_is_an_address(#[case] text: &str) {
        assert_eq!(Address::parse(text), None);
    }

    #[test]
    fn an_address_too_long_to_read_is_no_link() {
        let long = |length: usize| format!("https://example.com/{}", "a".repeat(length));
        assert!(Address::parse(&long(1_000)).is_some());
        assert!(Address::parse(&long(3_000)).is_none());
        assert!(Address::parse_shared(&long(1_000)).is_none());
    }

    #[test]
    fn an_address_that_is_shown_hides_nothing() {
        assert_eq!(shown("javascript:\u{202e}x\n"), "javascript:\u{fffd}x\u{fffd}");
        assert_eq!(shown(&"é".repeat(100)).chars().count(), 81);
    }
}
