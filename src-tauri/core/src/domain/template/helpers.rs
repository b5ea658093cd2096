//! The helpers a template can call: those of Handlebars that Dotprompt has, and Dotprompt's own.
//! They behave as in the reference implementation, and count what they do against the limit.
//!
//! Handlebars' further built-ins are left out: a template that used them would not run elsewhere.

use handlebars::{
    BlockContext, BlockParams, Context, Handlebars, Helper, HelperDef, HelperResult, Output,
    PathAndJson, RenderContext, RenderError, Renderable,
};
use serde_json::{Map, Value};

use super::{
    marks::{self, Strictness},
    page::{SharedPage, weight},
    value_helpers,
};

/// Counts a partial and the values it sees. Put in by the compiler.
pub(super) const PARTIAL: &str = "partial begins";
/// How a helper is written.
pub(super) struct Usage {
    pub(super) name: &'static str,
    pub(super) block: bool,
    pub(super) arguments: usize,
    pub(super) example: &'static str,
}

const fn usage(name: &'static str, block: bool, arguments: usize, example: &'static str) -> Usage {
    Usage { name, block, arguments, example }
}

/// All helpers there are.
pub(super) const KNOWN: [Usage; 12] = [
    usage("if", true, 1, "{{#if name}}…{{/if}}"),
    usage("unless", true, 1, "{{#unless name}}…{{/unless}}"),
    usage("each", true, 1, "{{#each list}}…{{/each}}"),
    usage("with", true, 1, "{{#with name}}…{{/with}}"),
    usage("ifEquals", true, 2, "{{#ifEquals a b}}…{{/ifEquals}}"),
    usage("unlessEquals", true, 2, "{{#unlessEquals a b}}…{{/unlessEquals}}"),
    usage("lookup", false, 2, "{{lookup list 0}}"),
    usage("json", false, 1, "{{json name}}"),
    usage("role", false, 1, "{{role \"user\"}}"),
    usage("history", false, 0, "{{history}}"),
    usage("media", false, 0, "{{media url=picture}}"),
    usage("section", false, 1, "{{section \"name\"}}"),
];

pub(super) fn is_known(name: &str) -> bool {
    find(name).is_some()
}

pub(super) fn find(name: &str) -> Option<&'static Usage> {
    KNOWN.iter().find(|usage| usage.name == name)
}

/// Puts the helpers in a registry that has none of the names yet.
pub(super) fn register(
    registry: &mut Handlebars<'_>,
    page: &SharedPage,
    variables: &Map<String, Value>,
    voice: &str,
    strictness: Strictness,
) {
    for name in ["raw", "log", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "len"] {
        registry.unregister_helper(name);
    }
    let choose = |test| Box::new(Choose { page: page.clone(), test });
    registry.register_helper("if", choose(Test::Truthy));
    registry.register_helper("unless", choose(Test::Falsy));
    registry.register_helper("ifEquals", choose(Test::Equal));
    registry.register_helper("unlessEquals", choose(Test::Unequal));
    registry.register_helper("each", Box::new(Each(page.clone())));
    registry.register_helper("with", Box::new(With(page.clone())));
    value_helpers::register(registry, page, variables, voice);
    registry.register_helper(PARTIAL, Box::new(PartialBegins(page.clone())));
    marks::register(registry, page, strictness);
}

/// What copying an argument costs: one from the brief is only pointed at.
pub(super) fn copied(argument: Option<&PathAndJson<'_>>) -> usize {
    argument.filter(|argument| argument.context_path().is_none()).map_or(0, |a| weight(a.value()))
}

pub(super) fn value<'a>(helper: &'a Helper<'_>, index: usize) -> &'a Value {
    helper.param(index).map_or(&Value::Null, PathAndJson::value)
}

/// As Handlebars has it: nothing, false, 0, the empty text and the empty list are not.
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}

fn are_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

#[derive(Clone, Copy)]
enum Test {
    Truthy,
    Falsy,
    Equal,
    Unequal,
}

/// `if` and its like: one of two branches.
struct Choose {
    page: SharedPage,
    test: Test,
}

impl HelperDef for Choose {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let (left, right) = (value(helper, 0), value(helper, 1));
        let compared = match self.test {
            Test::Equal | Test::Unequal => weight(left).min(weight(right)),
            Test::Truthy | Test::Falsy => 0,
        };
        self.page.spend(1, compared + copied(helper.param(0)) + copied(helper.param(1)))?;
        let zero_counts = helper.hash_get("includeZero").is_some_and(|v| is_truthy(v.value()));
        let truthy = is_truthy(left) || (zero_counts && left.is_number());
        let holds = match self.test {
            Test::Truthy => truthy,
            Test::Falsy => !truthy,
            Test::Equal => are_equal(left, right),
            Test::Unequal => !are_equal(left, right),
        };
        let branch = if holds { helper.template() } else { helper.inverse() };
        branch.map_or(Ok(()), |branch| branch.render(registry, context, render, out))
    }
}

/// `each`: its block once for every item of a list or entry of an object.
struct Each(SharedPage);

impl HelperDef for Each {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        self.0.spend(1, copied(helper.param(0)))?;
        let entries: Vec<(Value, String, &Value)> = match value(helper, 0) {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (index.into(), index.to_string(), item))
                .collect(),
            Value::Object(map) => {
                map.iter().map(|(key, item)| (key.as_str().into(), key.clone(), item)).collect()
            }
            _ => Vec::new(),
        };
        if entries.is_empty() {
            let branch = helper.inverse();
            return branch.map_or(Ok(()), |branch| branch.render(registry, context, render, out));
        }
        let Some(body) = helper.template() else { return Ok(()) };
        let path = helper.param(0).and_then(PathAndJson::context_path);
        let last = entries.len() - 1;
        render.push_block(BlockContext::new());
        for (index, (key, step, item)) in entries.into_iter().enumerate() {
            self.0.spend(1, 0)?;
            if let Some(block) = render.block_mut() {
                block.set_local_var("index", index.into());
                block.set_local_var("first", (index == 0).into());
                block.set_local_var("last", (index == last).into());
                block.set_local_var("key", key.clone());
                step_into(block, helper, path, Some(step), item, &key)?;
            }
            body.render(registry, context, render, out)?;
        }
        render.pop_block();
        Ok(())
    }
}

/// `with`: its block with a value as the one spoken of.
struct With(SharedPage);

impl HelperDef for With {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        self.0.spend(1, copied(helper.param(0)))?;
        let item = value(helper, 0);
        let is_there = is_truthy(item) || item.as_f64() == Some(0.0);
        let (true, Some(body)) = (is_there, helper.template()) else {
            let branch = helper.inverse();
            return branch.map_or(Ok(()), |branch| branch.render(registry, context, render, out));
        };
        let mut block = BlockContext::new();
        if let Some(outer) = render.block() {
            block.local_variables_mut().clone_from(outer.local_variables());
        }
        let path = helper.param(0).and_then(PathAndJson::context_path);
        step_into(&mut block, helper, path, None, item, &Value::Null)?;
        render.push_block(block);
        body.render(registry, context, render, out)?;
        render.pop_block();
        Ok(())
    }
}

/// Makes `item` the value a block speaks of: by its path where it has one, else by a copy.
fn step_into<'rc>(
    block: &mut BlockContext<'rc>,
    helper: &Helper<'rc>,
    path: Option<&Vec<String>>,
    step: Option<String>,
    item: &Value,
    key: &Value,
) -> Result<(), RenderError> {
    let (value_name, key_name) = match (helper.block_param(), helper.block_param_pair()) {
        (Some(name), _) => (Some(name), None),
        (None, Some((value, key))) => (Some(value), Some(key)),
        (None, None) => (None, None),
    };
    let mut names = BlockParams::new();
    if let Some(path) = path {
        let base = block.base_path_mut();
        base.clone_from(path);
        base.extend(step);
        if let Some(name) = value_name {
            names.add_path(name, Vec::new())?;
        }
    } else {
        block.set_base_value(item.clone());
        if let Some(name) = value_name {
            names.add_value(name, item.clone())?;
        }
    }
    if let Some(name) = key_name {
        names.add_value(name, key.clone())?;
    }
    block.set_block_params(names);
    Ok(())
}

/// Stands at the start of every partial, which sees a copy of the values around it.
struct PartialBegins(SharedPage);

impl HelperDef for PartialBegins {
    fn call<'reg: 'rc, 'rc>(
        &self,
        _: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        let seen = render.block().and_then(BlockContext::base_value).map_or(0, weight);
        Ok(self.0.spend(1, seen * 8)?)
    }
}
