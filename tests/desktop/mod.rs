//! The real window, on a screen, a message bus and a keyring of its own, driven through WebDriver.
//!
//! What is here needs a window to be true: that the pieces meet. What each does is tested where it lives.

mod first_draft;
mod history;
mod interrupted_draft;
mod pictures;
mod provider_draft;
mod screen;
mod session;
mod steps;
mod window;
