//! Which of the brief's values a text uses, as far as can be told without rendering it: inside
//! `each` and `with`, names belong to the item.

use super::tags::{Tag, TagKind};

/// A name of the brief that a text uses.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RootName {
    pub(super) name: String,
    /// The byte of the text where the path to it begins.
    pub(super) at: usize,
    pub(super) used_as: Use,
}

/// What a name has to stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// Something to show or to test.
    Value,
    /// Something to go through.
    List,
    /// Something with parts.
    Object,
}

struct Scope<'a> {
    /// The block speaks of an item, not of the brief.
    item: bool,
    binds: &'a [String],
}

/// The names in the order in which they are first used.
pub(super) fn root_names(tags: &[Tag]) -> Vec<RootName> {
    let mut names: Vec<RootName> = Vec::new();
    for used in uses(tags) {
        match names.iter_mut().find(|known| known.name == used.name) {
            Some(known) => known.used_as = known.used_as.max(used.used_as),
            None => names.push(used),
        }
    }
    names
}

/// Every use of a name, in order.
pub(super) fn uses(tags: &[Tag]) -> Vec<RootName> {
    let mut names: Vec<RootName> = Vec::new();
    let mut scopes: Vec<Scope<'_>> = Vec::new();
    for tag in tags {
        let own = tag.calls.first().map(|call| call.helper.as_str());
        if matches!(tag.kind, TagKind::Else) {
            // The other branch speaks of what the block stands in.
            if let Some(scope) = scopes.last_mut() {
                *scope = Scope { item: false, binds: &[] };
            }
        }
        for (index, path) in tag.paths.iter().enumerate() {
            if let Some((name, deeper)) = root_name(&path.text, &scopes) {
                let used_as = match own {
                    _ if deeper => Use::Object,
                    Some("each") if index == 0 => Use::List,
                    Some("with") if index == 0 => Use::Object,
                    _ => Use::Value,
                };
                names.push(RootName { name: name.to_owned(), at: path.at, used_as });
            }
        }
        match &tag.kind {
            TagKind::Open(_) => scopes.push(scope_of(tag, own)),
            TagKind::Else if own.is_some() => {
                if let Some(scope) = scopes.last_mut() {
                    *scope = scope_of(tag, own);
                }
            }
            TagKind::Close(_) => {
                scopes.pop();
            }
            _ => {}
        }
    }
    names
}

fn scope_of<'a>(tag: &'a Tag, own: Option<&str>) -> Scope<'a> {
    Scope { item: matches!(own, Some("each" | "with")), binds: &tag.binds }
}

/// The brief's name in a path, and whether the path goes on into its value. None for a path that
/// belongs to an item, a loop or the app.
fn root_name<'a>(path: &'a str, scopes: &[Scope<'_>]) -> Option<(&'a str, bool)> {
    let mut rest = path;
    let mut from_root = false;
    if let Some(root) = rest.strip_prefix("@root.").or_else(|| rest.strip_prefix("@root/")) {
        rest = root;
        from_root = true;
    }
    let mut up = 0;
    loop {
        rest = if let Some(outer) = rest.strip_prefix("../") {
            up += 1;
            outer
        } else if let Some(here) = rest
            .strip_prefix("./")
            .or_else(|| rest.strip_prefix("this."))
            .or_else(|| rest.strip_prefix("this/"))
        {
            here
        } else {
            break;
        };
    }
    let (name, deeper) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, after)) => (name, !after.is_empty()),
        None => match rest.split_once(['.', '/']) {
            Some((name, _)) => (name, true),
            None => (rest, false),
        },
    };
    let items = scopes.iter().filter(|scope| scope.item).count();
    let is_bound = up == 0
        && !from_root
        && scopes.iter().any(|scope| scope.binds.iter().any(|bound| bound == name));
    let belongs_elsewhere = name.is_empty() || name == "this" || name.starts_with('@') || is_bound;
    ((from_root || up >= items) && !belongs_elsewhere).then_some((name, deeper))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::template::tags;

    #[rstest]
    #[case("{{a}} {{b.c}} {{this.d}} {{@root.e}}", &["a", "b", "d", "e"])]
    #[case("{{#each list}}{{name}} {{../a}} {{@index}} {{this}}{{else}}{{b}}{{/each}}", &["list", "a", "b"])]
    #[case("{{#each list as |item|}}{{item.name}} {{../item}}{{/each}}", &["list", "item"])]
    #[case("{{#if a}}{{b}}{{else if c}}{{d}}{{/if}}", &["a", "b", "c", "d"])]
    #[case("{{#with a}}{{b}}{{#if c}}{{../d}}{{/if}}{{/with}}{{e}}", &["a", "d", "e"])]
    #[case("{{#ifEquals (lookup a b) \"c\"}}{{json d indent=2}}{{/ifEquals}}", &["a", "b", "d"])]
    #[case("{{> card title=a}} {{@voice}} {{[first name]}} {{role \"user\"}}{{history}}", &["a", "first name"])]
    #[case("{{! a }} \\{{b}} {{!-- {{c}} --}} {{true}} {{12}}", &[])]
    fn names_of_the_brief_are_told_from_those_of_items(#[case] text: &str, #[case] names: &[&str]) {
        let tags = tags::scan(text).expect("tags");
        let found: Vec<String> = root_names(&tags).into_iter().map(|root| root.name).collect();
        assert_eq!(found, names);
    }
}
