//! The one integration-test binary.

mod support;

mod flows {
    mod provider_test;
    mod providers;
}
