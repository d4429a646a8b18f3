//! The parts of a postal address.

use super::{line, text_type};

/// Longest line of a billing address, in characters.
const LINE_MAX: usize = 100;

text_type!(
    /// A country, by its code of ISO 3166-1 alpha-2.
    Country: country_schema
);

/// Every code that ISO 3166-1 has assigned.
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

impl Country {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let code = text.trim().to_ascii_uppercase();
        match Country::codes().any(|known| known == code) {
            true => Ok(Self(code)),
            false => Err("Choose a country, by its two letters."),
        }
    }

    /// Every code, in alphabetical order.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        COUNTRIES.split_whitespace()
    }
}

/// One line of an address or a tax number: may be empty.
pub fn address_line(text: &str) -> Result<String, &'static str> {
    let line = line(text)?;
    if line.chars().count() > LINE_MAX {
        return Err("Use at most 100 characters.");
    }
    Ok(line)
}

#[cfg(feature = "openapi")]
pub(crate) fn country_schema() -> serde_json::Value {
    crate::described::words(Country::codes())
}

#[cfg(feature = "openapi")]
pub(crate) fn line_schema() -> serde_json::Value {
    super::described::line(LINE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_their_codes() {
        assert_eq!(Country::codes().count(), 249);
        assert_eq!(Country::parse(" de ").unwrap().as_str(), "DE");
        for bad in ["", "D", "XX", "Germany", "UK"] {
            assert!(Country::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lines_are_one_line() {
        assert_eq!(address_line("  1 Main Street ").unwrap(), "1 Main Street");
        assert_eq!(address_line("").unwrap(), "");
        assert!(address_line("a\nb").is_err());
        assert!(address_line(&"x".repeat(101)).is_err());
    }
}
