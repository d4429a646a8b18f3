//! The addresses of the console, and the two files that are written from them.

mod links;
mod page;
mod places;
mod redirects;

/// Compares what is kept in a file of the repository with what it should be; writes it where it may.
fn hold(file: &str, made: &str, kept: &str) {
    if kept == made {
        return;
    }
    let file = format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"));
    assert!(
        std::env::var_os("UPDATE_SNAPSHOTS").is_some(),
        "{file} is not what the addresses make of it: run UPDATE_SNAPSHOTS=1 cargo test -p portico-paths"
    );
    std::fs::write(file, made).unwrap();
}
