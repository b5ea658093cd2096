//! The SQLite store: one file per concept, one writer, and nothing shown that is not on disk.
