//! The files that make the database, by their names.

use std::collections::BTreeMap;

/// Two that landed at the same time. They change different tables, so that it is all the same which comes first, and what has landed keeps its name:
/// an installation knows by it what it has applied.
const SAME_NUMBER: &[&str] = &["0055_earlier_codes.sql", "0055_working_keys.sql"];

fn files() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn each_migration_has_a_number_of_its_own() {
    let mut by_number = BTreeMap::<String, Vec<String>>::new();
    for file in files() {
        let (number, name) = file.split_once('_').unwrap_or_else(|| panic!("{file}: a number, then `_`"));
        let is_number = number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit());
        assert!(is_number && name.ends_with(".sql"), "{file}: four digits, a name and `.sql`");
        by_number.entry(number.to_owned()).or_default().push(file);
    }
    for files in by_number.values_mut() {
        files.sort();
        assert!(
            files.len() == 1 || files == SAME_NUMBER,
            "{files:?}: the one that has not landed takes a number of its own"
        );
    }
}
