//! What the two environments have published, as far as a promotion asks.

use portico_api::environments::Mode;
use portico_api::promotion::Promotion;
use portico_api::values::Values;
use portico_api::versions::Version;

pub(in crate::pages::configuration) fn version(promotion: &Promotion, mode: Mode) -> Option<&Version> {
    match mode {
        Mode::Sandbox => promotion.sandbox.as_ref(),
        Mode::Live => promotion.live.as_ref(),
    }
}

/// What live would lack if these settings were promoted, as key and title.
pub(in crate::pages::configuration) fn lacking_live(
    promotion: &Promotion,
    chosen: &[String],
) -> Vec<(String, String)> {
    let live = version(promotion, Mode::Live);
    let mut own = live.map(Version::own_values).unwrap_or_default();
    let none = Values::new();
    let source = version(promotion, Mode::Sandbox).map_or(&none, |version| &version.values);
    for key in chosen {
        match source.get(key) {
            Some(value) => drop(own.insert(key.clone(), value.clone())),
            None => drop(own.remove(key)),
        }
    }
    let has_secret = |key: &str| live.is_some_and(|version| version.secrets.contains_key(key));
    let missing = promotion.schema.missing(Mode::Live, &own, has_secret);
    missing.iter().map(|one| (one.key.to_owned(), one.title.to_owned())).collect()
}
