//! What kind of file a document is: by its first bytes where they say so, else by its name.

use super::SourceError;
use crate::domain::source::SourceKind;

/// How far a PDF's mark may be from the start (ISO 32000-1, implementation note 13).
const PDF_MARK_WITHIN: usize = 1_024;

pub(super) fn of(name: &str, bytes: &[u8]) -> Result<SourceKind, SourceError> {
    if bytes.is_empty() {
        return Err(SourceError::NoText);
    }
    let start = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    if start.windows(5).any(|window| window == b"%PDF-") {
        return Ok(SourceKind::Pdf);
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let extension = extension.as_deref();
    if bytes.starts_with(b"PK\x03\x04") {
        // Spreadsheets and slides are zips too.
        return if extension == Some("docx") {
            Ok(SourceKind::Docx)
        } else {
            Err(SourceError::UnknownKind)
        };
    }
    // A Word document with a password is an OLE file that holds it encrypted (MS-OFFCRYPTO).
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(match extension {
            Some("docx") => SourceError::Locked,
            _ => SourceError::UnknownKind,
        });
    }
    match extension {
        Some("pdf" | "docx") => Err(SourceError::Broken),
        Some("md" | "markdown" | "mdown") => Ok(SourceKind::Markdown),
        Some("html" | "htm" | "xhtml") => Ok(SourceKind::Html),
        Some("csv" | "tsv") => Ok(SourceKind::Csv),
        Some("txt" | "text" | "log" | "rst") | None => Ok(SourceKind::Text),
        Some(_) => {
            // Some other file that may well be words. Bytes of zero say that it is not.
            if bytes.contains(&0) { Err(SourceError::UnknownKind) } else { Ok(SourceKind::Text) }
        }
    }
}
