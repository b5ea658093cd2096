//! Where a file may stand in a pack. A name is a label here and never a path: nothing of a pack
//! is written under it. It is refused all the same when it would be dangerous in other hands.

use icu_normalizer::ComposingNormalizerBorrowed;
use unicase::UniCase;

use super::{
    item::{ItemKind, ItemName},
    refusal::{Refusal, Shown},
    scan,
};

/// The description.
pub const MANIFEST: &str = "pack.json";
/// The signature over the description's exact bytes.
pub const SIGNATURE: &str = "pack.json.minisig";
/// What the publisher says about the pack.
pub const README: &str = "README.md";

/// What a file in a pack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `pack.json`.
    Manifest,
    /// `pack.json.minisig`.
    Signature,
    /// `README.md`.
    Readme,
    /// A folder that holds items.
    Folder,
    /// An item.
    Item(ItemName),
}

/// The place that a name in a pack means.
///
/// # Errors
/// When the name is dangerous, or is none that a pack has.
pub fn place(name: &str) -> Result<Place, Refusal> {
    refuse_dangerous(name)?;
    match name {
        MANIFEST => return Ok(Place::Manifest),
        SIGNATURE => return Ok(Place::Signature),
        README => return Ok(Place::Readme),
        _ => {}
    }
    let unexpected = || Refusal::UnexpectedFile { name: Shown::new(name) };
    let (folder, file) = name.split_once('/').ok_or_else(unexpected)?;
    let kind = ItemKind::in_folder(folder).ok_or_else(unexpected)?;
    if file.is_empty() {
        return Ok(Place::Folder);
    }
    if file.contains('/') {
        return Err(unexpected());
    }
    kind.item(file).map(Place::Item).ok_or_else(unexpected)
}

/// What makes two names one on computers that mind neither case nor the form of a letter.
#[must_use]
pub fn collision_key(name: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let folded = UniCase::unicode(nfkc.normalize(name)).to_folded_case();
    nfkc.normalize(&folded).into_owned()
}

fn refuse_dangerous(name: &str) -> Result<(), Refusal> {
    let shown = || Shown::new(name);
    let starts = name.as_bytes();
    match starts {
        [] => return Err(Refusal::UnusableName { name: shown() }),
        [b'/' | b'\\', b'/' | b'\\', ..] => return Err(Refusal::UncName { name: shown() }),
        [b'/' | b'\\', ..] => return Err(Refusal::AbsoluteName { name: shown() }),
        [letter, b':', ..] if letter.is_ascii_alphabetic() => {
            return Err(Refusal::DriveName { name: shown() });
        }
        _ => {}
    }
    let components = || name.split(['/', '\\']);
    // Windows drops dots and spaces at the end, so ".. " leads up as well.
    if components()
        .any(|part| part.starts_with("..") && part.trim_end_matches(['.', ' ']).is_empty())
    {
        return Err(Refusal::Traversal { name: shown() });
    }
    if name.chars().any(scan::is_hidden) {
        return Err(Refusal::HiddenName { name: shown() });
    }
    if components().any(is_reserved) {
        return Err(Refusal::ReservedName { name: shown() });
    }
    let last = components().count() - 1;
    let unusable = name.contains('\\')
        || components().enumerate().any(|(at, part)| {
            (part.is_empty() && at != last)
                || part.len() > 200
                || part.starts_with(' ')
                || part.ends_with(['.', ' '])
                || part.chars().any(|c| c.is_control() || "<>:\"|?*".contains(c))
        });
    if unusable { Err(Refusal::UnusableName { name: shown() }) } else { Ok(()) }
}

/// Whether Windows takes this for a device, whatever ending it has.
fn is_reserved(component: &str) -> bool {
    let stem = component.split(['.', ':']).next().unwrap_or_default().trim_end();
    let stem = stem.to_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"].contains(&stem.as_str()) {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut rest = number.chars();
        rest.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c))
            && rest.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("../evil.prompt", "pack_traversal")]
    #[case("templates/../../evil.prompt", "pack_traversal")]
    #[case("templates\\..\\evil.prompt", "pack_traversal")]
    #[case("templates/.. /evil.prompt", "pack_traversal")]
    #[case("/etc/passwd", "pack_absolute_name")]
    #[case("\\evil", "pack_absolute_name")]
    #[case("C:evil", "pack_drive_name")]
    #[case("c:/evil", "pack_drive_name")]
    #[case("\\\\server\\share\\evil", "pack_unc_name")]
    #[case("//server/share", "pack_unc_name")]
    #[case("templates/NUL.prompt", "pack_reserved_name")]
    #[case("templates/com¹.prompt", "pack_reserved_name")]
    #[case("templates/LPT9", "pack_reserved_name")]
    #[case("aux", "pack_reserved_name")]
    #[case("templates/a\u{202e}b.prompt", "pack_hidden_name")]
    #[case("templates/a\u{200b}.prompt", "pack_hidden_name")]
    #[case("templates/a.prompt:stream", "pack_unusable_name")]
    #[case("templates/a\u{0}.prompt", "pack_unusable_name")]
    #[case("templates//a.prompt", "pack_unusable_name")]
    #[case("templates/a.prompt.", "pack_unusable_name")]
    #[case("./pack.json", "pack_unusable_name")]
    #[case("", "pack_unusable_name")]
    #[case("run.exe", "pack_unexpected_file")]
    #[case("templates/run.exe", "pack_unexpected_file")]
    #[case("templates/deep/a.prompt", "pack_unexpected_file")]
    #[case("templates", "pack_unexpected_file")]
    #[case("PACK.JSON", "pack_unexpected_file")]
    fn a_dangerous_name_is_refused_for_its_own_reason(#[case] name: &str, #[case] code: &str) {
        assert_eq!(place(name).expect_err("refused").code(), code, "{name:?}");
    }

    #[test]
    fn names_in_any_language_are_names() {
        for name in [
            "templates/newsletter.prompt",
            "templates/письмо.prompt",
            "voices/小声.json",
            "partials/_legal.prompt",
            "formats/نشرة.yaml",
            "templates/common.prompt",
        ] {
            assert!(matches!(place(name), Ok(Place::Item(_))), "{name}");
        }
        assert_eq!(place("templates/"), Ok(Place::Folder));
    }

    #[test]
    fn names_that_some_computers_take_for_one_have_one_key() {
        for (one, other) in [
            ("A.prompt", "a.prompt"),
            ("é", "e\u{301}"),
            ("ﬁ", "fi"),
            ("straße", "STRASSE"),
            ("K", "\u{212a}"),
        ] {
            assert_eq!(collision_key(one), collision_key(other));
        }
        assert_ne!(collision_key("resume"), collision_key("résumé"));
    }
}
