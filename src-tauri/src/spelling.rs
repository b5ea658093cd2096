//! The system's spell checker, switched on for the window.
//!
//! Which fields are checked, and whether any is, the page says; the other systems' web views check
//! by themselves.

use std::env;

use tauri::WebviewWindow;
use webkit2gtk::{WebContextExt, WebViewExt};

/// Checked where the system names no language.
const USUAL: &str = "en_US";

/// Lets the window check spelling, in the languages the user reads.
pub(crate) fn enable(window: &WebviewWindow) {
    let languages = languages(|name| env::var(name).ok());
    let outcome = window.with_webview(move |webview| {
        let Some(context) = webview.inner().context() else { return };
        let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
        context.set_spell_checking_languages(&languages);
        context.set_spell_checking_enabled(true);
    });
    if let Err(error) = outcome {
        tracing::warn!(%error, "spelling can't be checked");
    }
}

/// The languages of the user's locale, as dictionaries are named: `en_GB`. A language without a
/// dictionary is passed over by the checker.
fn languages(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let wanted = variable("LANGUAGE").into_iter().chain(locale);
    let mut languages = Vec::new();
    for name in wanted.flat_map(|list| list.split(':').map(str::to_owned).collect::<Vec<_>>()) {
        let language = name.split(['.', '@']).next().unwrap_or_default().to_owned();
        let is_a_language = !matches!(language.as_str(), "" | "C" | "POSIX");
        if is_a_language && !languages.contains(&language) {
            languages.push(language);
        }
    }
    if languages.is_empty() {
        languages.push(USUAL.to_owned());
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(environment: &[(&str, &str)]) -> Vec<String> {
        languages(|wanted| {
            let found = environment.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn spelling_is_checked_in_the_languages_of_the_locale() {
        assert_eq!(of(&[("LANG", "nb_NO.UTF-8")]), ["nb_NO"]);
        assert_eq!(of(&[("LANG", "de_DE@euro"), ("LC_ALL", "en_GB.UTF-8")]), ["en_GB"]);
        assert_eq!(
            of(&[("LANGUAGE", "nn_NO:nb_NO:en"), ("LANG", "nb_NO.UTF-8")]),
            ["nn_NO", "nb_NO", "en"]
        );
    }

    #[test]
    fn a_system_that_names_no_language_has_english_checked() {
        assert_eq!(of(&[]), ["en_US"]);
        assert_eq!(of(&[("LANG", "C.UTF-8"), ("LC_ALL", "")]), ["en_US"]);
    }
}
