//! The one integration-test binary: the rules of the architecture, whole scenarios through the
//! services and the command line (`flows`), and the real window (`desktop`).

mod architecture;
mod bindings;
mod desktop;
mod faults;
mod flows {
    mod canaries;
    mod command_line;
    mod contract;
    mod deleting;
    mod exporting;
    mod many_drafts;
    mod oracles;
    mod packs;
    mod provider_keys;
    mod provider_test;
    mod proxies;
}
mod support;
