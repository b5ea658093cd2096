//! A provider for tests, which says what it is told to when it is told to.
