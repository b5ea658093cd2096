//! What holds of the Markdown adapter as a whole.

mod exports;
mod hostile;
mod patches;
mod rendering;
