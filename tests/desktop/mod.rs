//! The real window, on a screen, a message bus and a keyring of its own, driven through WebDriver.
//!
//! What is here needs a window to be true: that the pieces meet. What each does is tested where it lives.

mod accessibility;
mod clipboard;
mod desk_list;
mod files;
mod first_draft;
mod hands;
mod history;
mod interrupted_draft;
mod keyboard;
mod keyring;
mod leaving;
mod library;
mod packs;
mod patience;
mod pictures;
mod preview;
mod provider_draft;
mod refining;
mod safe_keeping;
mod screen;
mod session;
mod spelling;
mod steering;
mod steps;
mod streaming;
mod taking_out;
mod window;
