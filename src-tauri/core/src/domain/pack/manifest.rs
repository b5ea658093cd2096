//! `pack.json`: what a pack says about itself, and the hash of everything in it.
//!
//! The signature is over this file's exact bytes, so that it vouches for all the others.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

use ts_rs::TS;

use super::{
    FORMAT,
    refusal::{Refusal, Shown},
    scan,
    version::PackVersion,
};

/// The most characters a name, an author or the like may have.
const MOST_LINE: usize = 200;
/// The most characters a description may have.
const MOST_DESCRIPTION: usize = 4_000;

/// A pack's identity: it stays the same from one version to the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct PackId(String);

/// Why a text is no identity of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pack’s id is 1 to 100 small letters, digits, dots and hyphens")]
pub struct PackIdError;

impl PackId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PackId {
    type Err = PackIdError;

    fn from_str(text: &str) -> Result<Self, PackIdError> {
        let usable = (1..=100).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
            && text.as_bytes()[0].is_ascii_alphanumeric();
        if usable { Ok(Self(text.to_owned())) } else { Err(PackIdError) }
    }
}

impl TryFrom<String> for PackId {
    type Error = PackIdError;

    fn try_from(text: String) -> Result<Self, PackIdError> {
        text.parse()
    }
}

impl From<PackId> for String {
    fn from(id: PackId) -> Self {
        id.0
    }
}

impl fmt::Display for PackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a pack says about itself. Keys it does not know are left alone; the format's number
/// changes when a reader has to know more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The format of the pack: [`FORMAT`] at most.
    pub format: u32,
    /// Which pack it is.
    pub id: PackId,
    /// Its name for people.
    pub name: String,
    /// Which version of it.
    pub version: PackVersion,
    /// Who publishes it, in their own words.
    pub author: String,
    /// Under which terms.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The oldest Copydeck that can use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_app_version: Option<PackVersion>,
    /// The minisign public key it is signed with. A signature alone names no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The BLAKE3 hash, in hexadecimal, of each file but this one and its signature.
    #[serde(default, deserialize_with = "without_repeats")]
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads `pack.json` for a Copydeck of the version `app`.
    ///
    /// # Errors
    /// When it can't be understood, or asks for a newer Copydeck.
    pub fn parse(bytes: &[u8], app: PackVersion) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Format {
            format: u64,
        }
        // The number first: what a newer format looks like is not known here.
        let Format { format } = serde_json::from_slice(bytes).map_err(|error| invalid(&error))?;
        if format > u64::from(FORMAT) {
            return Err(Refusal::TooNew { format });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| invalid(&error))?;
        if let Some(least) = manifest.least_app_version
            && least > app
        {
            return Err(Refusal::AppTooOld { least: least.to_string() });
        }
        manifest.check()?;
        Ok(manifest)
    }

    /// Whether it is fit to be shown: what is wrong with a line, if something is.
    ///
    /// # Errors
    /// When a line is missing, too long, or not one line.
    pub fn check(&self) -> Result<(), Refusal> {
        for (what, line, needed) in [
            ("name", &self.name, true),
            ("author", &self.author, true),
            ("licence", &self.licence, false),
        ] {
            let too_long = line.chars().count() > MOST_LINE;
            let unreadable = line.chars().any(|c| c.is_control() || scan::is_hidden(c));
            if (needed && line.trim().is_empty()) || too_long || unreadable {
                let what = format!(
                    "“{what}” should be a line of at most {MOST_LINE} characters that can be seen"
                );
                return Err(Refusal::ManifestInvalid { what });
            }
        }
        if self.description.chars().count() > MOST_DESCRIPTION {
            let what = format!("“description” is over {MOST_DESCRIPTION} characters");
            return Err(Refusal::ManifestInvalid { what });
        }
        Ok(())
    }

    /// The bytes of `pack.json`, as they are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are JSON");
        bytes.push(b'\n');
        bytes
    }
}

fn invalid(error: &serde_json::Error) -> Refusal {
    Refusal::ManifestInvalid { what: Shown::new(&error.to_string()).to_string() }
}

/// A file listed twice could have two hashes, and readers would differ on which counts.
fn without_repeats<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    struct Files;

    impl<'de> de::Visitor<'de> for Files {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the files and their hashes")
        }

        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut files = BTreeMap::new();
            while let Some((name, hash)) = map.next_entry::<String, String>()? {
                if files.insert(name, hash).is_some() {
                    return Err(de::Error::custom("a file is listed twice"));
                }
            }
            Ok(files)
        }
    }

    deserializer.deserialize_map(Files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Manifest, Refusal> {
        Manifest::parse(json.as_bytes(), "0.1.0".parse().expect("a version"))
    }

    #[test]
    fn a_description_says_who_what_and_which_files() {
        let manifest = read(
            r#"{"format":1,"id":"brightleaf","name":"Brightleaf templates","version":"4.1",
            "author":"Brightleaf Marketing","files":{"README.md":"00"},"later":true}"#,
        )
        .expect("a description");
        assert_eq!(manifest.version.to_string(), "4.1");
        assert_eq!(read(str::from_utf8(&manifest.to_bytes()).expect("text")), Ok(manifest));
    }

    #[test]
    fn what_is_wrong_with_a_description_has_a_name() {
        let code = |json: &str| read(json).expect_err("refused").code();
        assert_eq!(code("{"), "pack_manifest_invalid");
        assert_eq!(code(r#"{"format":2,"anything":[]}"#), "pack_too_new");
        assert_eq!(code(r#"{"format":18446744073709551615}"#), "pack_too_new");
        let with = |more: &str| {
            format!(r#"{{"format":1,"id":"a","name":"A","version":"1","author":"B",{more}}}"#)
        };
        assert_eq!(code(&with(r#""files":{},"leastAppVersion":"9.0""#)), "pack_app_too_old");
        assert_eq!(code(&with(r#""files":{"a":"1","a":"2"}"#)), "pack_manifest_invalid");
        assert_eq!(code(&with(r#""files":{},"name":"B""#)), "pack_manifest_invalid");
        assert_eq!(code(&with(r#""files":{},"licence":"a\u202eb""#)), "pack_manifest_invalid");
    }
}
