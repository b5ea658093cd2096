//! A vault that lasts as long as the process.
