//! The helpers that give a value: `lookup` and `json`, and those the compiler puts around every
//! value a text uses. The names of the latter hold a space: no text can call them.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::{Map, Value};

use super::{
    helpers::{copied, value},
    page::{SharedPage, weight},
};

/// Shows a value as text.
pub(super) const SHOW: &str = "show value";
/// Looks up a value of the brief or of an item by its path.
pub(super) const VALUE: &str = "look up value";
/// Looks up an `@` variable of the app by its path.
pub(super) const CONTEXT: &str = "look up context";
/// The voice, as text. Stands in the built-in partial.
pub(super) const VOICE: &str = "voice text";

pub(super) fn register(
    registry: &mut Handlebars<'_>,
    page: &SharedPage,
    variables: &Map<String, Value>,
    voice: &str,
) {
    let compute = |what| Box::new(Compute { page: page.clone(), what });
    registry.register_helper("lookup", compute(Computed::Entry));
    registry.register_helper("json", compute(Computed::Json));
    registry.register_helper(SHOW, compute(Computed::Shown));
    registry.register_helper(CONTEXT, compute(Computed::Variable(variables.clone())));
    registry.register_helper(VOICE, compute(Computed::Voice(voice.to_owned())));
    registry.register_helper(VALUE, Box::new(LookUp(page.clone())));
}

/// Looks a value up. A path that leads nowhere gives nothing, where Handlebars' own lookup fails
/// on a name asked of a list; `length` is there, as in JavaScript.
struct LookUp(SharedPage);

impl HelperDef for LookUp {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let path = value(helper, 0).as_str().unwrap_or_default();
        let found = match render.evaluate(context, path) {
            Err(error) if matches!(error.reason(), RenderErrorReason::InvalidJsonIndex(_)) => {
                ScopedJson::Missing
            }
            found => found?,
        };
        let copied = if found.context_path().is_none() { weight(found.as_json()) } else { 0 };
        self.0.spend(1, copied)?;
        if let (true, Some(owner)) = (found.is_missing(), path.strip_suffix(".length")) {
            return Ok(match render.evaluate(context, owner)?.as_json() {
                Value::Array(items) => ScopedJson::Derived(items.len().into()),
                Value::String(text) => ScopedJson::Derived(text.encode_utf16().count().into()),
                _ => ScopedJson::Missing,
            });
        }
        Ok(found)
    }
}

enum Computed {
    /// `lookup list 0`
    Entry,
    /// `json name indent=2`
    Json,
    /// A value as text.
    Shown,
    /// An `@` variable by its path.
    Variable(Map<String, Value>),
    /// The voice.
    Voice(String),
}

/// Helpers that give a value and write it only where they stand on their own.
struct Compute {
    page: SharedPage,
    what: Computed,
}

impl HelperDef for Compute {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        self.page.spend(1, copied(helper.param(0)))?;
        let given = value(helper, 0);
        let result = match &self.what {
            Computed::Entry => match (given, value(helper, 1)) {
                (Value::Array(items), Value::Number(index)) => index
                    .as_u64()
                    .and_then(|index| items.get(usize::try_from(index).ok()?))
                    .cloned()
                    .unwrap_or_default(),
                (Value::Object(map), Value::String(key)) => {
                    map.get(key).cloned().unwrap_or_default()
                }
                _ => Value::Null,
            },
            Computed::Json => {
                let indent = helper.hash_get("indent").and_then(|indent| indent.value().as_u64());
                json(given, indent.unwrap_or(0)).into()
            }
            Computed::Shown => shown(given).into(),
            Computed::Variable(variables) => {
                let mut steps = given.as_str().unwrap_or_default().split('.');
                let first = steps.next().and_then(|name| variables.get(name));
                steps.fold(first, |value, step| value?.get(step)).cloned().unwrap_or_default()
            }
            Computed::Voice(voice) => voice.as_str().into(),
        };
        self.page.spend(0, weight(&result))?;
        Ok(ScopedJson::Derived(result))
    }
}

/// JSON in one line, or indented by so many spaces.
fn json(value: &Value, indent: u64) -> String {
    if indent == 0 {
        return value.to_string();
    }
    let indent = vec![b' '; usize::try_from(indent.min(10)).unwrap_or(10)];
    let formatter = serde_json::ser::PrettyFormatter::with_indent(&indent);
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => value.to_string(),
    }
}

/// A value as text, as JavaScript writes it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                format!("{float:.0}")
            }
            _ => number.to_string(),
        },
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(","),
        Value::Object(_) => "[object Object]".to_owned(),
    }
}
