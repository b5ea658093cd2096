use super::*;

#[test]
fn the_starter_pack_has_every_channel() {
    let mut list = String::new();
    for format in starter() {
        writeln!(list, "{}: {}", format.name, format.title).expect("a string takes all");
        for field in &format.fields {
            let mut rules = format!("{:?}", field.counting);
            let mut add = |rule: String| {
                rules.push_str(", ");
                rules.push_str(&rule);
            };
            let mark = if field.evidence == Evidence::Secondary { " †" } else { "" };
            field.least.into_iter().for_each(|least| add(format!("from {least}")));
            field.most.into_iter().for_each(|most| add(format!("to {most}{mark}")));
            field.most_bytes.into_iter().for_each(|most| add(format!("to {most} bytes")));
            field.most_parts.into_iter().for_each(|most| add(format!("{most} part")));
            field.most_hashtags.into_iter().for_each(|most| add(format!("{most} hashtags")));
            field.recommended.into_iter().for_each(|Recommended { from, to }| {
                add(format!("best {from} to {to}"));
            });
            field.folds.iter().for_each(|fold| add(format!("{} show {}", fold.after, fold.place)));
            field.items.into_iter().for_each(|items| {
                add(format!("{} to {} of them", items.least, items.most));
            });
            field.one_within.into_iter().for_each(|most| add(format!("one within {most}")));
            writeln!(list, "  {}: {rules}", field.name).expect("a string takes all");
        }
    }
    insta::assert_snapshot!(list);
    assert_eq!(starter().len(), 19);
    assert!(starter().iter().all(|format| format.checked.is_some()));
}

#[test]
fn a_hard_limit_names_its_source_or_says_that_it_has_none() {
    for format in starter() {
        for field in &format.fields {
            let is_hard = field.most.is_some() || field.least.is_some();
            let is_primary = is_hard && field.evidence == Evidence::Primary;
            assert!(!is_primary || !format.sources.is_empty(), "{} {}", format.name, field.name);
        }
    }
}

#[test]
fn a_format_of_ones_own_needs_little() {
    let text = "fields: [{ name: slogan, counting: graphemes, most: 40 }]";
    let format = Format::parse("billboard.yaml", text).expect("a format");
    assert_eq!((format.name.as_str(), format.title.as_str()), ("billboard", "billboard"));
    let slogan = format.field("slogan").expect("a field");
    assert_eq!((slogan.label.as_str(), slogan.most), ("slogan", Some(40)));
}

#[test]
fn what_is_wrong_with_a_format_is_told() {
    let told: Vec<String> = [
        "fields: [{ name: a, counting: graphemes, mots: 40 }]",
        "title: A\nfields:\n  - name: a\n    counting: by-hand",
        "fields: []",
        "fields: [{ name: a, counting: sms }, { name: a, counting: sms }]",
        "fields: [{ name: a, counting: sms, least: 9, most: 8 }]",
        "fields: [{ name: a, counting: sms, items: { least: 3, most: 2 } }]",
        "fields: [{ name: a, counting: sms }]\ntogether: [[a, b]]",
        "fields: [{ name: a, counting: sms, most: -1 }]",
        "- a list",
        "fields: [&a { name: a, counting: sms }, *a]",
        "{{{{{{{{{{{{{{{{",
    ]
    .iter()
    .map(|text| Format::parse("ours.yaml", text).expect_err(text).to_string())
    .collect();
    insta::assert_snapshot!(told.join("\n"));
    let large = "#".repeat(MAX_FORMAT_BYTES + 1);
    assert!(matches!(Format::parse("a.yaml", &large), Err(FormatError::TooLarge { .. })));
}
