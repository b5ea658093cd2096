//! The prompt as the model was trained to read it: its own chat template around the messages.
//!
//! llama.cpp gets stand-ins to put in the template, and the words take their places afterwards.
//! That shows whether a template leaves a message out, and keeps words that spell one of the
//! model's marks (`<|im_end|>`) from being read as the mark.

use copydeck_core::{domain::prompt::Role, llm::engine_protocol::EngineMessage};
use llama_cpp_2::{
    model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel},
    token::LlamaToken,
    vocab::LlamaVocab,
};

/// What most open models read, and what is used where a model has no template of its own or one
/// that llama.cpp does not know.
const FALLBACK: &str = "chatml";
/// Ends a turn in the fallback. A model without that mark writes it out in letters.
const FALLBACK_END: &str = "<|im_end|>";

/// How a model takes a conversation.
#[derive(Debug)]
pub(crate) struct ChatFormat {
    template: LlamaChatTemplate,
    end_of_turn: Option<&'static str>,
}

/// A piece of a prompt.
#[derive(Debug, PartialEq, Eq)]
enum Segment<'a> {
    /// The template's own: its marks are marks.
    Frame(String),
    /// A message's words.
    Words(&'a str),
}

impl ChatFormat {
    /// The model's own format, or the fallback.
    pub(crate) fn of(model: &LlamaModel) -> Self {
        model
            .chat_template(None)
            .ok()
            .filter(|own| framed(model, own, &[(Role::User, "?")]).is_some())
            .map_or_else(
                || Self {
                    template: LlamaChatTemplate::new(FALLBACK).expect("a name without a NUL"),
                    end_of_turn: Some(FALLBACK_END),
                },
                |template| Self { template, end_of_turn: None },
            )
    }

    /// Letters that end the model's turn though they are no token of their own.
    pub(crate) const fn end_of_turn(&self) -> Option<&'static str> {
        self.end_of_turn
    }

    /// The tokens of a conversation, up to where the model is to answer. A last turn of the
    /// model's own is left open, for it to go on.
    pub(crate) fn tokens(&self, model: &LlamaModel, messages: &[EngineMessage]) -> Vec<LlamaToken> {
        let turns: Vec<(Role, &str)> =
            messages.iter().map(|message| (message.role, message.text.trim())).collect();
        if let Some(segments) = framed(model, &self.template, &turns) {
            return tokenize(&model.vocab(), left_open(&turns, &segments));
        }
        let merged = without_system(&turns);
        let turns: Vec<(Role, &str)> =
            merged.iter().map(|(role, text)| (*role, text.as_str())).collect();
        let segments = framed(model, &self.template, &turns)
            .unwrap_or_else(|| turns.iter().map(|(_, text)| Segment::Words(text)).collect());
        tokenize(&model.vocab(), left_open(&turns, &segments))
    }
}

/// The turns in the template; `None` where the template leaves one of them out or fails.
fn framed<'a>(
    model: &LlamaModel,
    template: &LlamaChatTemplate,
    turns: &[(Role, &'a str)],
) -> Option<Vec<Segment<'a>>> {
    let stand_in = |place: usize| format!("\u{f8ff}{place}\u{f8ff}");
    let chat = turns
        .iter()
        .enumerate()
        .map(|(place, (role, _))| LlamaChatMessage::new(role_name(*role).into(), stand_in(place)))
        .collect::<Result<Vec<_>, _>>()
        .ok()?;
    let mut rest = model.apply_chat_template(template, &chat, true).ok()?;
    let mut segments = Vec::with_capacity(2 * turns.len() + 1);
    for (place, (_, words)) in turns.iter().enumerate() {
        let (frame, after) = rest.split_once(&stand_in(place))?;
        segments.extend([Segment::Frame(frame.to_owned()), Segment::Words(words)]);
        rest = after.to_owned();
    }
    segments.push(Segment::Frame(rest));
    Some(segments)
}

/// The segments without what ends the last turn and opens another, where that turn is the model's
/// own.
fn left_open<'s, 'a>(turns: &[(Role, &str)], segments: &'s [Segment<'a>]) -> &'s [Segment<'a>] {
    match segments {
        [open @ .., Segment::Frame(_)] if goes_on(turns.last().map(|(role, _)| *role)) => open,
        _ => segments,
    }
}

/// Whether a conversation that ends with such a turn is to be gone on with inside it.
pub(crate) fn goes_on(last: Option<Role>) -> bool {
    last == Some(Role::Model)
}

/// The names that chat templates know.
const fn role_name(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::Model => "assistant",
        Role::User | Role::Tool => "user",
    }
}

/// The same conversation for a template that knows no system message: its words open the first
/// message of the user.
fn without_system(turns: &[(Role, &str)]) -> Vec<(Role, String)> {
    let (system, others): (Vec<_>, Vec<_>) =
        turns.iter().partition(|(role, _)| *role == Role::System);
    let mut merged: Vec<(Role, String)> =
        others.into_iter().map(|(role, text)| (role, text.to_owned())).collect();
    let instructions = system.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n\n");
    match merged.iter_mut().find(|(role, _)| *role == Role::User) {
        _ if instructions.is_empty() => {}
        Some((_, text)) => *text = format!("{instructions}\n\n{text}"),
        None => merged.insert(0, (Role::User, instructions)),
    }
    merged
}

/// The tokens of a prompt. It is read as one text, as in training, unless its words spell a mark.
fn tokenize(vocab: &LlamaVocab<'_>, segments: &[Segment<'_>]) -> Vec<LlamaToken> {
    let spells_a_mark = segments.iter().any(|segment| match segment {
        Segment::Frame(_) => false,
        Segment::Words(words) => {
            vocab.tokenize(words.as_bytes(), false, true)
                != vocab.tokenize(words.as_bytes(), false, false)
        }
    });
    if !spells_a_mark {
        let text: String = segments
            .iter()
            .map(|segment| match segment {
                Segment::Frame(frame) => frame.as_str(),
                Segment::Words(words) => words,
            })
            .collect();
        return vocab.tokenize(text.as_bytes(), true, true);
    }
    let mut tokens = Vec::new();
    for (place, segment) in segments.iter().enumerate() {
        let (text, marks) = match segment {
            Segment::Frame(frame) => (frame.as_str(), true),
            Segment::Words(words) => (*words, false),
        };
        vocab.tokenize_into(text.as_bytes(), &mut tokens, place == 0, marks);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_open_the_first_message_where_a_template_knows_no_system() {
        let turns = [
            (Role::System, "Write plainly."),
            (Role::Model, "Hello."),
            (Role::User, "A launch email."),
            (Role::User, "Shorter."),
        ];
        assert_eq!(
            without_system(&turns),
            [
                (Role::Model, "Hello.".to_owned()),
                (Role::User, "Write plainly.\n\nA launch email.".to_owned()),
                (Role::User, "Shorter.".to_owned()),
            ]
        );
    }

    #[test]
    fn only_a_turn_of_the_models_own_is_left_open() {
        let segments = [
            Segment::Frame("<user>".into()),
            Segment::Words("Write."),
            Segment::Frame("<model>".into()),
            Segment::Words("Cold at"),
            Segment::Frame("<end>".into()),
        ];
        let turns = [(Role::User, "Write."), (Role::Model, "Cold at")];
        assert_eq!(left_open(&turns, &segments), &segments[..4]);
        assert_eq!(left_open(&turns[..1], &segments[..3]), &segments[..3]);
    }

    #[test]
    fn instructions_alone_become_what_the_user_asks() {
        assert_eq!(
            without_system(&[(Role::System, "Write a slogan.")]),
            [(Role::User, "Write a slogan.".to_owned())]
        );
    }
}
