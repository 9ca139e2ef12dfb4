//! Embedding reads `web/dist` when this crate is compiled: a client that was built since has to be read anew.

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=migrations");
}
