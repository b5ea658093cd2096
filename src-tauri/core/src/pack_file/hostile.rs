//! What reading a pack promises on bytes that nobody would send to a friend.

use std::collections::BTreeSet;

use super::{PackFileError, read};
use crate::domain::pack::{MOST_FILE_BYTES, MOST_ITEMS, version::PackVersion};

/// A pack is read or refused for a reason that has a code; what is read stays within its limits.
pub fn pack(bytes: &[u8]) {
    let app: PackVersion = "1.0".parse().expect("a version");
    match read(bytes, app) {
        Ok(pack) => {
            assert!(pack.items.len() <= MOST_ITEMS);
            assert!(pack.readme.len() as u64 <= MOST_FILE_BYTES);
            let names: BTreeSet<_> = pack.items.iter().map(|item| &item.name).collect();
            assert_eq!(names.len(), pack.items.len());
            for item in &pack.items {
                assert!(item.text.len() as u64 <= MOST_FILE_BYTES);
                assert!(!item.name.file.contains(['/', '\\', '\0', ':']), "{:?}", item.name.file);
            }
        }
        Err(PackFileError::Refused(refusal)) => {
            assert!(!refusal.code().is_empty());
            assert!(!refusal.to_string().contains('\0'));
        }
        Err(PackFileError::Unreadable { .. }) => panic!("there is nothing to read but bytes"),
    }
}
