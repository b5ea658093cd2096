use rstest::rstest;

use crate::markdown::html::render;

#[rstest]
#[case("# Cold at mile twenty", "<h1 dir=\"auto\">Cold at mile twenty</h1>\n")]
#[case(
    "One *two* **three** ~~four~~",
    "<p dir=\"auto\">One <em>two</em> <strong>three</strong> <del>four</del></p>\n"
)]
#[case("- a\n- b", "<ul dir=\"auto\"><li>a</li>\n<li>b</li>\n</ul>\n")]
#[case("3. a", "<ol start=\"3\" dir=\"auto\"><li>a</li>\n</ol>\n")]
#[case("- [x] a", "<ul dir=\"auto\"><li>☑ a</li>\n</ul>\n")]
#[case("> a", "<blockquote dir=\"auto\"><p>a</p>\n</blockquote>\n")]
#[case("---", "<hr>\n")]
#[case("```js\n<b>\n```", "<pre dir=\"auto\"><code>&lt;b&gt;\n</code></pre>\n")]
#[case("`a < b`", "<p dir=\"auto\"><code>a &lt; b</code></p>\n")]
fn the_usual_markup_is_written_as_html(#[case] text: &str, #[case] html: &str) {
    assert_eq!(render(text), html);
}

#[test]
fn a_line_is_a_line() {
    assert_eq!(
        render("Subject: Cold\nPreview: Mile twenty"),
        "<p dir=\"auto\">Subject: Cold<br>\nPreview: Mile twenty</p>\n"
    );
}

#[test]
fn tables_keep_the_sides_of_their_columns() {
    let html = render("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n");
    assert_eq!(
        html,
        "<table dir=\"auto\"><thead><tr><th>a</th><th class=\"centre\">b</th>\
         <th class=\"end\">c</th></tr></thead><tbody>\n<tr><td>1</td><td class=\"centre\">2</td>\
         <td class=\"end\">3</td></tr>\n</tbody></table>\n"
    );
}

#[test]
fn raw_html_is_shown_as_the_text_it_is() {
    assert_eq!(
        render("a <b>x</b>\n\n<div onclick=\"x()\">\nhi\n</div>"),
        "<p dir=\"auto\">a &lt;b&gt;x&lt;/b&gt;</p>\n<p class=\"raw\" dir=\"auto\">\
         &lt;div onclick=&quot;x()&quot;&gt;\nhi\n&lt;/div&gt;</p>\n"
    );
}

#[test]
fn a_link_tells_its_address() {
    assert_eq!(
        render("[See it](https://example.com/?a=1&b=2 \"not this\") <ada@example.com>"),
        "<p dir=\"auto\"><a href=\"https://example.com/?a=1&amp;b=2\" \
         title=\"https://example.com/?a=1&amp;b=2\">See it</a> \
         <a href=\"mailto:ada@example.com\" title=\"mailto:ada@example.com\">ada@example.com</a></p>\n"
    );
}

#[test]
fn what_is_no_address_is_no_link_and_is_shown_all_the_same() {
    assert_eq!(
        render("[go](javascript:alert&#40;1&#41;) [up](#top)"),
        "<p dir=\"auto\"><span class=\"no-link\" title=\"javascript:alert(1)\">go</span> \
         <span class=\"no-link\" title=\"#top\">up</span></p>\n"
    );
}

#[test]
fn an_image_is_its_description_and_address() {
    assert_eq!(
        render("![A *blue* bottle](https://example.com/b.png)"),
        "<p dir=\"auto\"><span class=\"image\">A blue bottle \
         <bdi>https://example.com/b.png</bdi></span></p>\n"
    );
}

#[test]
fn definitions_may_stand_anywhere_and_the_first_counts() {
    let html = render(
        "[a]\n\n> [b]: https://two.example/\n> [b]\n\n[a]: https://one.example/\n[b]: https://three.example/\n\n- [a]: https://four.example/\n- [a]\n",
    );
    assert_eq!(html.matches("href=\"https://one.example/\"").count(), 2, "{html}");
    assert_eq!(html.matches("href=\"https://two.example/\"").count(), 1, "{html}");
    assert!(!html.contains("three.example") && !html.contains("four.example"), "{html}");
}

#[test]
fn a_text_of_nothing_is_nothing() {
    assert_eq!(render(""), "");
    assert_eq!(render("\n \n"), "");
}

#[test]
fn lines_may_end_as_on_any_system() {
    let text = "# a\n\n```\nx\n```\n\n[b]\n\n[b]: https://b.example\n";
    assert_eq!(render(&text.replace('\n', "\r\n")), render(text));
    assert_eq!(render(&text.replace('\n', "\r")), render(text));
}
