//! Counts in words.

use crate::locale;
use portico_api::projects::Project;

/// How far sandbox and live are apart, as a sentence without an end; `None` where they are not. What was never live is not
/// behind: it says that it is not live yet, and no more.
pub(crate) fn ahead(project: &Project) -> Option<String> {
    let ahead = project.ahead();
    (ahead > 0).then(|| format!("Sandbox is {} ahead of live", counted(ahead, "setting")))
}

/// "44 of 322 projects".
pub(crate) fn found_of((found, total): (u32, u32), noun: &str) -> String {
    format!("{found} of {}", counted(total, noun))
}

/// "7 keys"; what is counted no further than `most`: "1,000 or more keys".
pub(crate) fn counted_to(number: u32, most: u32, noun: &str) -> String {
    match number >= most {
        true => format!("{} or more {noun}s", locale::number(most.into())),
        false => counted(number, noun),
    }
}

/// "1 project", "2 projects", "3 addresses".
pub(crate) fn counted(number: u32, noun: &str) -> String {
    let plural = match (number, noun.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{} {noun}{plural}", locale::number(number.into()))
}
