use super::{language, languages, options, written};
use js_sys::{Intl, Reflect};

/// An amount of money in the browser's language; `minor` counts the currency's smallest unit.
pub fn money(minor: i64, currency: &str) -> String {
    amount(&language(), minor, currency)
}

/// As [`money`], in the language given.
pub fn amount(language: &str, minor: i64, currency: &str) -> String {
    let code = currency.to_ascii_uppercase();
    // The browser throws at what can't be a currency.
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return format!("{} {code}", decimal(minor, 2));
    }
    let format = Intl::NumberFormat::new(
        &languages(language),
        &options(&[("style", "currency"), ("currency", &code)]),
    );
    let digits = Reflect::get(&format.resolved_options(), &"maximumFractionDigits".into());
    let digits = digits.ok().and_then(|digits| digits.as_f64()).unwrap_or(2.0).clamp(0.0, 9.0);
    written(&format.format(), &decimal(minor, digits as u32))
}

/// Minor units as a decimal number: no float takes part.
pub(super) fn decimal(minor: i64, digits: u32) -> String {
    if digits == 0 {
        return minor.to_string();
    }
    let sign = if minor < 0 { "-" } else { "" };
    let unit = 10_u64.pow(digits);
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    format!("{sign}{whole}.{rest:0width$}", width = digits as usize)
}
