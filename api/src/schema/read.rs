//! Reading a schema that somebody sends, each fault named by its place: `settings[3].kind.min`.

use super::work::Steps;
use super::{Choice, Kind, LIST_MAX, NUMBER_MAX, Setting, TEXT_MAX, UNIT_MAX, pattern};
use crate::body::Fields;
use crate::text;

/// Most settings of a schema.
pub const SETTINGS_MAX: usize = 500;
/// Longest key, in characters.
pub const KEY_MAX: usize = 64;
/// Longest description, in characters.
pub const DESCRIPTION_MAX: usize = 300;

/// What the patterns take together is left to whoever knows what they took before. Those out of an archive may be from a time when nobody counted.
pub(crate) fn settings(fields: &mut Fields) -> Option<Vec<Setting>> {
    let steps = Steps::default();
    let settings = fields.list("settings", SETTINGS_MAX, |fields| setting(fields, &steps))?;
    let keys: Vec<_> = settings.iter().map(|setting| setting.key.as_str()).collect();
    let repeated: Vec<_> = (0..keys.len()).filter(|at| keys[..*at].contains(&keys[*at])).collect();
    for at in &repeated {
        fields.fault(&format!("settings[{at}].key"), "Another setting has this key. Choose another one.");
    }
    repeated.is_empty().then_some(settings)
}

/// `steps`: what the defaults before it took.
pub(super) fn setting(fields: &mut Fields, steps: &Steps) -> Option<Setting> {
    let key = fields.text("key", parse_key);
    let title = fields.text("title", text::title);
    let description = fields.optional_text("description", parse_description);
    let kind = fields.object("kind", kind);
    let required_in_live = fields.truth("required_in_live");
    let secret = fields.truth("secret");
    let default = fields.take("default");
    let (kind, secret) = (kind?, secret?);
    if secret && !kind.may_be_secret() {
        fields.fault("secret", "Only text and JSON can be secret.");
        return None;
    }
    if secret && default.is_some() {
        fields.fault("default", "A secret has no default.");
        return None;
    }
    let default = match default {
        Some(value) => {
            let checked = steps.room_for(&kind, &value).and_then(|()| kind.check(&value));
            Some(checked.map_err(|detail| fields.fault("default", &detail)).ok()?)
        }
        None => None,
    };
    let description = description?.filter(|text| !text.is_empty());
    Some(Setting {
        key: key?,
        title: title?,
        description,
        kind,
        required_in_live: required_in_live?,
        secret,
        default,
    })
}

pub(crate) fn parse_key(key: &str) -> Result<String, &'static str> {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
    };
    if key.len() > KEY_MAX {
        return Err("Use at most 64 characters.");
    }
    if !key.split('.').all(is_word) {
        return Err(
            "Use lowercase words of letters, digits and _, joined by dots, such as auth.allowed_origins.",
        );
    }
    Ok(key.to_owned())
}

fn parse_description(description: &str) -> Result<String, &'static str> {
    let description = text::line(description)?;
    if description.chars().count() > DESCRIPTION_MAX {
        return Err("Use at most 300 characters.");
    }
    Ok(description)
}

fn kind(fields: &mut Fields) -> Option<Kind> {
    let name = fields.text("type", |name| match Kind::TYPES.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err("Choose one of boolean, integer, number, text, url, url_list, colour, one_of and json."),
    })?;
    match name.as_str() {
        "boolean" => Some(Kind::Boolean),
        "integer" => {
            let min = fields.optional_integer("min", -NUMBER_MAX, NUMBER_MAX);
            let max = fields.optional_integer("max", -NUMBER_MAX, NUMBER_MAX);
            let unit = fields.optional_text("unit", parse_unit);
            let (min, max) = ordered(fields, "max", min?, max?)?;
            Some(Kind::Integer { min, max, unit: unit? })
        }
        "number" => {
            let min = fields.optional_number("min");
            let max = fields.optional_number("max");
            let unit = fields.optional_text("unit", parse_unit);
            let (min, max) = ordered(fields, "max", min?, max?)?;
            Some(Kind::Number { min, max, unit: unit? })
        }
        "text" => {
            let min_length = fields.optional_integer("min_length", 0, TEXT_MAX as i64);
            let max_length = fields.optional_integer("max_length", 1, TEXT_MAX as i64);
            let pattern = fields.optional_text("pattern", pattern::parse);
            let multiline = fields.truth("multiline");
            let (min_length, max_length) = ordered(fields, "max_length", min_length?, max_length?)?;
            let pattern = pattern?.filter(|pattern| !pattern.is_empty());
            Some(Kind::Text { min_length, max_length, pattern, multiline: multiline? })
        }
        "url" => Some(Kind::Url),
        "url_list" => {
            Some(Kind::UrlList { max_items: fields.optional_integer("max_items", 1, LIST_MAX as i64)? })
        }
        "colour" => Some(Kind::Colour),
        "one_of" => options(fields).map(|options| Kind::OneOf { options }),
        _ => Some(Kind::Json),
    }
}

fn parse_unit(unit: &str) -> Result<String, &'static str> {
    let unit = text::title(unit).map_err(|_| "Enter a unit, such as minutes.")?;
    if unit.chars().count() > UNIT_MAX { Err("Use at most 16 characters.") } else { Ok(unit) }
}

/// Both bounds, if the upper one is not below the lower one.
fn ordered<T: PartialOrd + Copy>(
    fields: &mut Fields,
    upper: &str,
    min: Option<T>,
    max: Option<T>,
) -> Option<(Option<T>, Option<T>)> {
    if min.zip(max).is_some_and(|(min, max)| max < min) {
        fields.fault(upper, "This must not be below the lower bound.");
        return None;
    }
    Some((min, max))
}

fn options(fields: &mut Fields) -> Option<Vec<Choice>> {
    let options = fields.list("options", LIST_MAX, |fields| {
        let value = fields.text("value", text::title);
        let title = fields.text("title", text::title);
        Some(Choice { value: value?, title: title? })
    })?;
    if options.is_empty() {
        fields.fault("options", "Enter at least one option.");
        return None;
    }
    let values: Vec<_> = options.iter().map(|option| option.value.as_str()).collect();
    let repeated = (0..values.len()).find(|at| values[..*at].contains(&values[*at]));
    if let Some(at) = repeated {
        fields.fault(&format!("options[{at}].value"), "Another option has this value. Choose another one.");
        return None;
    }
    Some(options)
}
