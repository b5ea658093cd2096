#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copydeck_core::fuzzing::front_matter(bytes));
