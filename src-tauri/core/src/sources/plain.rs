//! Plain text in the encodings that people's files have.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{SourceError, passages::Section};

/// A document's bytes as text: by its byte order mark, else UTF-8, else Windows-1252, which is
/// what older programs write.
pub(super) fn text(bytes: &[u8]) -> Result<String, SourceError> {
    let text = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        encoding.decode(bytes).0
    } else if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        text
    } else {
        WINDOWS_1252.decode_without_bom_handling(bytes).0
    };
    if text.contains('\0') {
        return Err(SourceError::Broken);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Section>, SourceError> {
    Ok(vec![Section { place: None, text: text(bytes)? }])
}
