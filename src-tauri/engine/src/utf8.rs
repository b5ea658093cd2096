//! Whole characters out of bytes that may be cut anywhere: a token can be half an emoji.

/// Holds back the start of a character until the rest of it has come.
#[derive(Debug, Default)]
pub(crate) struct Utf8Assembler {
    started: Vec<u8>,
}

impl Utf8Assembler {
    /// The whole characters that `bytes` completes or brings. Bytes that cannot be part of any
    /// character become U+FFFD, as `String::from_utf8_lossy` has it.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> String {
        self.started.extend_from_slice(bytes);
        let mut text = String::new();
        let mut rest = self.started.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(whole) => {
                    text.push_str(whole);
                    rest = &[];
                    break;
                }
                Err(error) => {
                    let (whole, after) = rest.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(whole));
                    rest = after;
                    let Some(wrong) = error.error_len() else { break };
                    text.push(char::REPLACEMENT_CHARACTER);
                    rest = &rest[wrong..];
                }
            }
        }
        self.started = rest.to_vec();
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn in_pieces(bytes: &[u8], cuts: &[usize]) -> Vec<String> {
        let mut assembler = Utf8Assembler::default();
        let mut from = 0;
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        cuts.into_iter()
            .map(|to| {
                let piece = assembler.push(&bytes[from..to]);
                from = to;
                piece
            })
            .collect()
    }

    proptest! {
        #[test]
        fn text_cut_anywhere_comes_out_whole(text in "\\PC{0,40}", cuts: Vec<usize>) {
            let pieces = in_pieces(text.as_bytes(), &cuts);
            prop_assert_eq!(pieces.concat(), text);
        }

        #[test]
        fn wrong_bytes_read_the_same_however_they_are_cut(
            bytes in proptest::collection::vec(any::<u8>(), 0..40),
            cuts: Vec<usize>,
        ) {
            // An end of text settles what was held back, so that both sides have to judge it.
            let mut bytes = bytes;
            bytes.push(b'.');
            prop_assert_eq!(in_pieces(&bytes, &cuts).concat(), String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn half_an_emoji_is_held_back_until_the_rest_comes() {
        let mut assembler = Utf8Assembler::default();
        let tea = "🍵".as_bytes();
        assert_eq!(assembler.push(&tea[..2]), "");
        assert_eq!(assembler.push(&tea[2..]), "🍵");
    }
}
