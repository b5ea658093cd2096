//! The version of a pack: one to three numbers, as publishers write them.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A pack's version: `4`, `4.1` or `4.1.2`. A number that is not written is 0, so `4` equals
/// `4.0`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct PackVersion {
    numbers: [u32; 3],
    written: u8,
}

/// Why a text is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is one to three numbers with dots between them, such as 4.1")]
pub struct VersionError;

/// How much a change asks of those who use a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeSize {
    /// The wording of items that were there.
    Wording,
    /// More than there was.
    Addition,
    /// Something is gone, or asks for what it did not ask for.
    Break,
}

impl PackVersion {
    /// The version of a pack that has not been sent before.
    pub const FIRST: Self = Self { numbers: [1, 0, 0], written: 2 };

    /// The next version after a change of this size.
    #[must_use]
    pub const fn after(self, change: ChangeSize) -> Self {
        let [major, minor, patch] = self.numbers;
        match change {
            ChangeSize::Break => Self { numbers: [major.saturating_add(1), 0, 0], written: 2 },
            ChangeSize::Addition => {
                Self { numbers: [major, minor.saturating_add(1), 0], written: 2 }
            }
            ChangeSize::Wording => {
                Self { numbers: [major, minor, patch.saturating_add(1)], written: 3 }
            }
        }
    }
}

impl FromStr for PackVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let mut numbers = [0; 3];
        let mut written = 0;
        for part in text.split('.') {
            let number = numbers.get_mut(usize::from(written)).ok_or(VersionError)?;
            // `u32` would read a sign, too.
            if !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(VersionError);
            }
            *number = part.parse().map_err(|_| VersionError)?;
            written += 1;
        }
        Ok(Self { numbers, written })
    }
}

impl fmt::Display for PackVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        match self.written {
            1 => write!(f, "{major}"),
            2 => write!(f, "{major}.{minor}"),
            _ => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}

impl PartialEq for PackVersion {
    fn eq(&self, other: &Self) -> bool {
        self.numbers == other.numbers
    }
}

impl Eq for PackVersion {}

impl Ord for PackVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers)
    }
}

impl PartialOrd for PackVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<String> for PackVersion {
    type Error = VersionError;

    fn try_from(text: String) -> Result<Self, VersionError> {
        text.parse()
    }
}

impl From<PackVersion> for String {
    fn from(version: PackVersion) -> Self {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> PackVersion {
        text.parse().expect("a version")
    }

    #[test]
    fn versions_compare_as_numbers_and_are_written_as_they_were() {
        assert!(version("4.10") > version("4.9.7"));
        assert_eq!(version("4"), version("4.0.0"));
        assert_eq!(version("4.1").to_string(), "4.1");
        for text in ["", "v4", "4.", "1.2.3.4", "-1", "+1", "4.1-beta", "99999999999"] {
            assert_eq!(text.parse::<PackVersion>(), Err(VersionError), "{text}");
        }
    }

    #[test]
    fn the_next_version_says_how_much_has_changed() {
        let next = |change| version("4.1").after(change).to_string();
        assert_eq!(next(ChangeSize::Wording), "4.1.1");
        assert_eq!(next(ChangeSize::Addition), "4.2");
        assert_eq!(next(ChangeSize::Break), "5.0");
    }
}
