//! A key in memory: wiped when dropped, and never printed.

use secrecy::{ExposeSecret, SecretString};

/// A provider's key. `Debug` hides it, there is no `Display` and no serialisation, and its memory
/// is overwritten when it is dropped.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes a key as the user pasted it: white space around it is dropped. `None` when nothing
    /// is left.
    #[must_use]
    pub fn new(pasted: &str) -> Option<Self> {
        let key = pasted.trim();
        (!key.is_empty()).then(|| Self(SecretString::from(key)))
    }

    /// The key itself, for the one place that puts it into a request or the vault.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The last four characters, to tell it from others. A key of fewer than twelve characters
    /// gives none away.
    #[must_use]
    pub fn last_four(&self) -> String {
        let characters: Vec<char> = self.expose().chars().collect();
        if characters.len() < 12 {
            return String::new();
        }
        characters[characters.len() - 4..].iter().collect()
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_shows_itself() {
        let key = ApiKey::new("  sk-canary-0123456789\n").expect("a key");
        assert_eq!(format!("{key:?}"), "ApiKey(hidden)");
        assert_eq!(key.expose(), "sk-canary-0123456789");
        assert_eq!(key.last_four(), "6789");
    }

    #[test]
    fn a_short_key_gives_no_characters_away_and_an_empty_one_is_none() {
        assert_eq!(ApiKey::new("secret").expect("a key").last_four(), "");
        assert!(ApiKey::new(" \n").is_none());
    }
}
