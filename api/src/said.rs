//! Numbers and lengths of time as people say them, for sentences of a refusal: "30 days", not "43200 minutes".

use std::fmt::Display;

/// The number with commas between its thousands.
pub fn grouped(number: impl Display) -> String {
    let text = number.to_string();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (whole, fraction) = rest.split_at(end);
    let mut said = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said + fraction
}

/// So many of them: "1 address", "20 addresses".
pub fn count(number: impl Display, one: &str, many: &str) -> String {
    let said = grouped(number);
    let word = if said == "1" { one } else { many };
    format!("{said} {word}")
}

/// Singular and plural of the units of time, each with how many of the one before make it.
const TIMES: [(&str, &str, i64); 5] = [
    ("millisecond", "milliseconds", 1),
    ("second", "seconds", 1000),
    ("minute", "minutes", 60),
    ("hour", "hours", 60),
    ("day", "days", 24),
];

/// A number of whatever `unit` calls it. What is long and comes to whole larger units of time is said in those as well, as in
/// "30 days (43,200 minutes)".
pub fn measured(number: impl Display, unit: Option<&str>) -> String {
    let Some(unit) = unit else { return grouped(number) };
    let written = number.to_string();
    let at = TIMES
        .iter()
        .position(|(one, many, _)| [one, many].iter().any(|word| word.eq_ignore_ascii_case(unit)));
    let Some(at) = at else { return format!("{} {unit}", grouped(&written)) };
    let plain = TIMES.get(at).map(|(one, many, _)| count(&written, one, many)).unwrap_or_default();
    match written.parse::<i64>().ok().and_then(|number| larger(number, at)) {
        Some(larger) => format!("{larger} ({plain})"),
        None => plain,
    }
}

/// A length of time in the largest unit of which it is at least two, rounded up: how long to wait.
pub fn seconds(seconds: i64) -> String {
    let (mut number, mut said) = (seconds, ("second", "seconds"));
    for (one, many, length) in TIMES.iter().skip(2) {
        if number < length * 2 {
            break;
        }
        (number, said) = ((number + length - 1) / length, (*one, *many));
    }
    count(number, said.0, said.1)
}

/// The number in the largest unit of which it is a whole number.
fn larger(mut number: i64, mut at: usize) -> Option<String> {
    let start = at;
    while let Some((_, _, length)) =
        TIMES.get(at + 1).filter(|(_, _, length)| number >= *length && number % length == 0)
    {
        number /= length;
        at += 1;
    }
    let (one, many, _) = TIMES.get(at).filter(|_| at > start)?;
    Some(count(number, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        for (number, said) in [
            (0_i64, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-43_200, "-43,200"),
            (9_007_199_254_740_991, "9,007,199,254,740,991"),
        ] {
            assert_eq!(grouped(number), said);
        }
        assert_eq!((grouped(0.5), grouped(12_345.75)), ("0.5".to_owned(), "12,345.75".to_owned()));
    }

    #[test]
    fn lengths_of_time_are_said_in_units_that_people_think_in() {
        for (number, unit, said) in [
            (43_200, "minutes", "30 days (43,200 minutes)"),
            (1440, "Minutes", "1 day (1,440 minutes)"),
            (90, "minutes", "90 minutes"),
            (5, "minutes", "5 minutes"),
            (1, "minutes", "1 minute"),
            (86_400, "seconds", "1 day (86,400 seconds)"),
            (1500, "milliseconds", "1,500 milliseconds"),
            (48, "hours", "2 days (48 hours)"),
            (5000, "euros", "5,000 euros"),
            (0, "seconds", "0 seconds"),
            (-60, "minutes", "-60 minutes"),
        ] {
            assert_eq!(measured(number, Some(unit)), said);
        }
        assert_eq!(measured(0.5, Some("hours")), "0.5 hours");
        assert_eq!(measured(5000, None), "5,000");
    }

    #[test]
    fn waits_are_rounded_up() {
        for (given, said) in [
            (1, "1 second"),
            (90, "90 seconds"),
            (121, "3 minutes"),
            (3600, "60 minutes"),
            (86_400, "24 hours"),
            (604_800, "7 days"),
        ] {
            assert_eq!(seconds(given), said);
        }
    }
}
