//! Why a pack is refused as unsafe. Each reason has a code of its own and changes nothing.

use super::{MOST_FILE_BYTES, MOST_ITEMS, MOST_PACK_BYTES, MOST_UNPACKED_BYTES, scan};

/// A name out of a pack, fit to be shown: short, and without anything that hides or reorders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// Takes a name as it stands in the pack.
    #[must_use]
    pub fn new(name: &str) -> Self {
        const MOST: usize = 80;
        let mut shown: String = name
            .chars()
            .take(MOST)
            .map(|c| if c.is_control() || scan::is_hidden(c) { '\u{fffd}' } else { c })
            .collect();
        if name.chars().nth(MOST).is_some() {
            shown.push('…');
        }
        Self(shown)
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! refusals {
    ($($(#[doc = $doc:literal])* $name:ident $({ $($field:ident: $kind:ty),* })? = $code:literal, $message:literal $(, $argument:expr)*;)*) => {
        /// Why nothing is taken from a pack.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[allow(missing_docs, reason = "the fields are the names in the messages")]
        pub enum Refusal {
            $($(#[doc = $doc])* #[error($message $(, $argument)*)] $name $({ $($field: $kind),* })?,)*
        }

        impl Refusal {
            /// The code that the command line and the window act on.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $code,)*
                }
            }
        }
    };
}

refusals! {
    /// It is no archive at all.
    NotAPack = "pack_not_a_pack", "This is not a pack: it can’t be read as one.";
    /// The archive contradicts itself.
    Damaged { what: &'static str } = "pack_damaged", "This pack is damaged: {what}.";
    /// Something stands before the first file.
    LeadingData = "pack_leading_data", "Something is hidden in front of the files of this pack.";
    /// Something stands behind the list of files.
    TrailingData = "pack_trailing_data", "Something is hidden behind the files of this pack.";
    /// Something stands between two files.
    HiddenData = "pack_hidden_data", "Something is hidden between the files of this pack.";
    /// The archive carries a comment, in which another archive can hide.
    Comment = "pack_comment", "This pack carries a comment, in which another archive can hide.";
    /// The archive uses the form for huge files.
    Zip64 = "pack_zip64", "This pack is written in the form for huge archives, which no pack needs and which can hide files.";
    /// Two files share bytes of the archive.
    Overlap { name: Shown } = "pack_overlap", "“{name}” shares its bytes with another file, which is how archive bombs are made.";
    /// The list of files and the file itself disagree about its name.
    NameLie { name: Shown } = "pack_name_lie", "“{name}” has a different name in two places of the pack.";
    /// The list of files and the file itself disagree about something else.
    HeaderLie { name: Shown } = "pack_header_lie", "“{name}” is described differently in two places of the pack.";
    /// The size is not what the pack says.
    SizeLie { name: Shown } = "pack_size_lie", "“{name}” is not as large as the pack says.";
    /// The checksum is wrong.
    BadChecksum { name: Shown } = "pack_bad_crc", "“{name}” does not match its checksum: the pack was damaged on its way.";
    /// A file is encrypted.
    Encrypted { name: Shown } = "pack_encrypted", "“{name}” is encrypted, so nobody can see what is in it.";
    /// A file is packed in a way no pack uses.
    Method { name: Shown } = "pack_method", "“{name}” is compressed in a way that packs do not use.";
    /// A name is not UTF-8, or has a second form.
    NameEncoding = "pack_name_encoding", "A file name in this pack is not written in UTF-8.";
    /// A name leads out of its folder.
    Traversal { name: Shown } = "pack_traversal", "“{name}” would be written outside its folder.";
    /// A name begins at the root.
    AbsoluteName { name: Shown } = "pack_absolute_name", "“{name}” names a place on the computer, not in the pack.";
    /// A name begins with a drive.
    DriveName { name: Shown } = "pack_drive_name", "“{name}” names a drive, not a place in the pack.";
    /// A name leads to another computer.
    UncName { name: Shown } = "pack_unc_name", "“{name}” names another computer, not a place in the pack.";
    /// A name that Windows keeps for devices.
    ReservedName { name: Shown } = "pack_reserved_name", "“{name}” is a name that Windows keeps for itself.";
    /// A name that can't be a file's everywhere.
    UnusableName { name: Shown } = "pack_unusable_name", "“{name}” is not a file name that works everywhere.";
    /// A name with invisible or reordering characters.
    HiddenName { name: Shown } = "pack_hidden_name", "“{name}” has invisible characters in its name, so it does not read as it is.";
    /// A file that no pack has.
    UnexpectedFile { name: Shown } = "pack_unexpected_file", "“{name}” is not a file that belongs in a pack.";
    /// A name twice.
    Duplicate { name: Shown } = "pack_duplicate", "“{name}” is in this pack twice.";
    /// Two names that some computers can't tell apart.
    Collision { name: Shown, other: Shown } = "pack_collision", "“{name}” and “{other}” are the same name on some computers.";
    /// A link.
    Link { name: Shown } = "pack_link", "“{name}” is a link to somewhere else.";
    /// A device, pipe or the like.
    Device { name: Shown } = "pack_device", "“{name}” is not an ordinary file.";
    /// The archive is too large.
    TooLarge = "pack_too_large", "This pack is over {} MB, the most a pack may be.", MOST_PACK_BYTES >> 20;
    /// What is in it is too large.
    TooLargeUnpacked = "pack_too_large_unpacked", "The files of this pack are over {} MB together, the most they may be.", MOST_UNPACKED_BYTES >> 20;
    /// Too many files.
    TooMany = "pack_too_many", "This pack has over {MOST_ITEMS} items, the most a pack may have.";
    /// A file is too large.
    FileTooLarge { name: Shown } = "pack_file_too_large", "“{name}” is over {} MB, the most a file in a pack may be.", MOST_FILE_BYTES >> 20;
    /// A file grows far more than text does.
    Bomb { name: Shown } = "pack_bomb", "“{name}” unpacks to far more than its size, as archive bombs do.";
    /// An archive in the archive.
    Nested { name: Shown } = "pack_nested", "“{name}” is another archive inside the pack.";
    /// A file is not text.
    NotText { name: Shown } = "pack_not_text", "“{name}” is not text.";
    /// There is no `pack.json`.
    ManifestMissing = "pack_manifest_missing", "This pack has no pack.json, which says what it is.";
    /// `pack.json` can't be understood.
    ManifestInvalid { what: String } = "pack_manifest_invalid", "The pack’s description (pack.json) can’t be used: {what}.";
    /// A newer format.
    TooNew { format: u64 } = "pack_too_new", "This pack is in format {format}, which this Copydeck does not know yet. Update Copydeck to open it.";
    /// The pack asks for a newer app.
    AppTooOld { least: String } = "pack_app_too_old", "This pack needs Copydeck {least} or newer. Update Copydeck to open it.";
    /// A file is not what the description says.
    HashWrong { name: Shown } = "pack_hash_wrong", "“{name}” is not the file that the pack’s description lists: somebody has changed it.";
    /// A file is listed and not there.
    FileMissing { name: Shown } = "pack_file_missing", "“{name}” is listed in the pack’s description but is not in the pack.";
    /// A file is there and not listed.
    FileUnlisted { name: Shown } = "pack_file_unlisted", "“{name}” is in the pack but not in the pack’s description.";
    /// The signature is not right.
    SignatureInvalid = "pack_signature_invalid", "The signature of this pack is not right: somebody other than its publisher has changed it.";
    /// There is no signature where there was one before.
    SignatureMissing = "pack_signature_missing", "This pack is not signed, but the one you have is. It may not come from the same people.";
    /// Nobody has signed it.
    NotSigned = "pack_not_signed", "This pack is not signed, so nobody can tell who made it.";
    /// The key is not the one that was expected.
    KeyChanged = "pack_key_changed", "This pack is signed with another key than before. Ask its publisher whether the new key is theirs before you take it.";
    /// An item can't be used.
    ItemInvalid { what: String } = "pack_item_invalid", "{what}";
}
