//! A rendered page cut into messages, as google.github.io/dotprompt/reference/template has it.

use super::page::{Mark, Page};
use crate::domain::prompt::{Message, Part, Role};

/// A message being put together. One without content may still change its role.
struct Open {
    role: Role,
    content: Vec<Part>,
}

impl Open {
    const fn of(role: Role) -> Self {
        Self { role, content: Vec::new() }
    }

    fn close_into(self, messages: &mut Vec<Message>) {
        if !self.content.is_empty() {
            messages.push(Message { role: self.role, content: self.content });
        }
    }
}

/// The messages of a page. Text before any mark is the user's; text of white space alone is
/// dropped. Without a mark of its own the history goes before the last message if that is the
/// user's, and else to the end.
pub(super) fn from_page(page: &Page, history: &[Message]) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut open = Open::of(Role::User);
    let mut placed = history.is_empty();
    let mut from = 0;
    for (place, mark) in &page.marks {
        add_text(&mut open, &page.text[from..*place]);
        from = *place;
        match mark {
            Mark::Role(speaker) => {
                // The helper has refused any other.
                let role = Role::named(&speaker.name).unwrap_or(Role::User);
                if open.content.is_empty() {
                    open.role = role;
                } else {
                    std::mem::replace(&mut open, Open::of(role)).close_into(&mut messages);
                }
            }
            // There is no runtime feature here that would fill it in.
            Mark::Section(_) => {}
            Mark::History => {
                std::mem::replace(&mut open, Open::of(Role::Model)).close_into(&mut messages);
                messages.extend_from_slice(history);
                placed = true;
            }
            Mark::Media(media) => open.content.push(Part::Media { media: media.clone() }),
        }
    }
    add_text(&mut open, &page.text[from..]);
    open.close_into(&mut messages);
    if !placed {
        let last_is_user = messages.last().is_some_and(|message| message.role == Role::User);
        let place = messages.len() - usize::from(last_is_user);
        messages.splice(place..place, history.iter().cloned());
    }
    messages
}

fn add_text(open: &mut Open, text: &str) {
    if !text.trim().is_empty() {
        open.content.push(Part::Text { text: text.to_owned() });
    }
}

/// Says the voice to the model where the template does not: at the end of its system message, or
/// in one of its own before all others.
pub(super) fn add_voice(messages: &mut Vec<Message>, voice: &str) {
    let system = messages.iter_mut().find(|message| message.role == Role::System);
    match system.map(|message| &mut message.content) {
        None => messages.insert(0, Message::text(Role::System, voice)),
        Some(content) => match content.last_mut() {
            Some(Part::Text { text }) => {
                text.truncate(text.trim_end().len());
                text.push_str("\n\n");
                text.push_str(voice);
            }
            _ => content.push(Part::Text { text: voice.to_owned() }),
        },
    }
}
