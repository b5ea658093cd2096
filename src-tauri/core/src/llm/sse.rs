//! Server-sent events out of bytes that come in any cut, without a network: what every streaming
//! provider reads first. What an event means is left to the provider's own decoder.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures_util::Stream;
use sse_stream::SseByteStream;

/// The most that one event may take, in bytes.
pub(super) const MAX_EVENT_BYTES: usize = 1024 * 1024;

/// Bytes are decoded in pieces of this size, so that the limit on an event is kept to within one.
const PIECE_BYTES: usize = 16 * 1024;

/// An event with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SseEvent {
    /// What kind it says it is; empty where it says nothing.
    pub name: String,
    /// Its data, never empty.
    pub data: String,
}

/// Why decoding had to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
    /// One event grew over the limit.
    #[error("an event is larger than it may be")]
    TooLarge,
    /// A line is not UTF-8.
    #[error("an event is not valid UTF-8")]
    NotUtf8,
}

/// Turns bytes into events. Comments and events without data are left out.
pub struct SseDecoder {
    inbox: Inbox,
    events: SseByteStream<Inbox>,
    /// Bytes taken since the last event came out.
    open_bytes: usize,
    most_bytes: usize,
}

/// The bytes handed to the decoder and not read yet. It has two ends in one owner, so the lock is
/// always free.
#[derive(Clone, Default)]
struct Inbox(Arc<Mutex<Option<Bytes>>>);

impl Inbox {
    fn bytes(&self) -> MutexGuard<'_, Option<Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream for Inbox {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // No waker is kept: whoever adds bytes asks for events next.
        self.bytes().take().map_or(Poll::Pending, |bytes| Poll::Ready(Some(Ok(bytes))))
    }
}

impl SseDecoder {
    /// A decoder at the beginning of a stream. One event may take so many bytes, give or take a
    /// piece that is decoded at once.
    #[must_use]
    pub fn new(most_bytes: usize) -> Self {
        let inbox = Inbox::default();
        Self { events: SseByteStream::new(inbox.clone()), inbox, open_bytes: 0, most_bytes }
    }

    /// Takes the next bytes and appends the events they complete.
    ///
    /// # Errors
    ///
    /// When an event is too large or not text. The events before it have been appended.
    pub fn push(&mut self, mut bytes: Bytes, events: &mut Vec<SseEvent>) -> Result<(), SseError> {
        while !bytes.is_empty() {
            let piece = bytes.split_to(bytes.len().min(PIECE_BYTES));
            self.open_bytes += piece.len();
            self.take(piece, events)?;
            if self.open_bytes > self.most_bytes {
                return Err(SseError::TooLarge);
            }
        }
        Ok(())
    }

    /// Takes the end of the input. A last event that lacks only its empty line still counts:
    /// many servers leave it out. Whether it is whole is for its reader to see.
    pub fn finish(&mut self, events: &mut Vec<SseEvent>) {
        // A last line cut in the middle of a character is no event at all.
        let _cut = self.take(Bytes::from_static(b"\n\n"), events);
    }

    fn take(&mut self, piece: Bytes, events: &mut Vec<SseEvent>) -> Result<(), SseError> {
        *self.inbox.bytes() = Some(piece);
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(event)) = Pin::new(&mut self.events).poll_next(&mut context) {
            let event = event.map_err(|_| SseError::NotUtf8)?;
            self.open_bytes = 0;
            if let Some(data) = event.data.filter(|data| !data.trim().is_empty()) {
                events.push(SseEvent { name: event.event.unwrap_or_default(), data });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let mut decoder = SseDecoder::new(MAX_EVENT_BYTES);
        let mut events = Vec::new();
        for chunk in chunks {
            decoder.push(Bytes::copy_from_slice(chunk), &mut events).expect("valid events");
        }
        decoder.finish(&mut events);
        events.into_iter().map(|event| event.data).collect()
    }

    #[test]
    fn events_are_read_with_any_line_ending_and_a_byte_order_mark() {
        for text in
            ["data: a\n\ndata: b\n\n", "data: a\r\n\r\ndata: b\r\n\r\n", "data: a\r\rdata: b\r\r"]
        {
            assert_eq!(decode([text.as_bytes()]), ["a", "b"], "{text:?}");
            let marked = format!("\u{feff}{text}");
            assert_eq!(decode(marked.as_bytes().chunks(1)), ["a", "b"], "{text:?}");
        }
    }

    #[test]
    fn comments_and_events_without_data_are_left_out() {
        let text = ": ping\n\nevent: ping\ndata:\n\nid: 7\n\ndata: a\n\n";
        assert_eq!(decode([text.as_bytes()]), ["a"]);
    }

    #[test]
    fn a_last_event_counts_without_its_empty_line() {
        assert_eq!(decode([b"data: a\n\ndata: [DONE]".as_slice()]), ["a", "[DONE]"]);
    }

    #[test]
    fn an_endless_event_is_stopped_near_the_limit() {
        let mut decoder = SseDecoder::new(MAX_EVENT_BYTES);
        let mut events = Vec::new();
        let mut taken = 0;
        let chunk = Bytes::from(vec![b'x'; 100_000]);
        decoder.push(Bytes::from_static(b"data: "), &mut events).expect("a beginning");
        while decoder.push(chunk.clone(), &mut events).is_ok() {
            taken += chunk.len();
            assert!(taken <= MAX_EVENT_BYTES, "not stopped");
        }
        assert!(taken + 2 * chunk.len() >= MAX_EVENT_BYTES, "stopped at {taken} already");
    }

    #[test]
    fn many_events_in_one_chunk_are_not_taken_for_a_large_one() {
        let mut decoder = SseDecoder::new(MAX_EVENT_BYTES);
        let mut events = Vec::new();
        let text = "data: some words\n\n".repeat(200_000);
        decoder.push(Bytes::from(text), &mut events).expect("all events");
        assert_eq!(events.len(), 200_000);
    }

    proptest! {
        #[test]
        fn the_cut_of_the_bytes_does_not_matter(
            text in "(data: \\PC{0,12}(\r\n|\n|\r)|: c\n|\n|\r\n){0,20}",
            size in 1_usize..9,
        ) {
            prop_assert_eq!(decode(text.as_bytes().chunks(size)), decode([text.as_bytes()]));
        }
    }
}
