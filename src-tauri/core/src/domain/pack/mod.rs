//! Packs: how teams send each other the way they write. What a pack may hold, what is wrong with
//! one, what it would change, and how its changes join the user's own.
//!
//! Files and archives are read in `pack_file`; what is installed is the store's. Everything in a
//! pack comes from somebody else: a text is a text here until the user has taken it.

pub mod installed;
pub mod item;
pub mod manifest;
pub mod merge;
pub mod place;
pub mod refusal;
pub mod scan;
pub mod version;
pub mod warning;

/// The format that this Copydeck writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The most items a pack may hold.
pub const MOST_ITEMS: usize = 10_000;

/// The most a single file in a pack may hold, in bytes.
pub const MOST_FILE_BYTES: u64 = 1 << 20;

/// The most all files of a pack may hold together, in bytes.
pub const MOST_UNPACKED_BYTES: u64 = 128 << 20;

/// The most a `.copypack` may be, in bytes.
pub const MOST_PACK_BYTES: u64 = 64 << 20;
