//! A draft as a web page of its own: one file that needs no other and asks for none.

use super::{escape, html};

/// Serif text in a column that can be read, in the reader's own colours, and on paper.
const STYLE: &str = "\
:root{color-scheme:light dark}
body{max-width:62ch;margin:48px auto;padding:0 24px;font:18px/1.6 Georgia,serif;overflow-wrap:anywhere}
h1,h2,h3,h4,h5,h6{line-height:1.25}
blockquote{margin-inline:0;padding-inline-start:16px;border-inline-start:3px solid #8886}
pre{overflow:auto;padding:12px;background:#8882;font-size:15px}
p.raw{white-space:pre-wrap}
table{border-collapse:collapse}
th,td{padding:6px 12px;border:1px solid #8886;text-align:start}
.centre{text-align:center}.end{text-align:end}
.image bdi{opacity:.7;font-size:.8em}
@media print{body{margin:0;max-width:none}}";

/// The whole document, in UTF-8.
#[must_use]
pub fn page(title: &str, text: &str) -> String {
    let mut shown_title = String::new();
    escape::push(&mut shown_title, title);
    let body = html::render(text);
    format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{shown_title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}
