//! What countries are called in a sentence: "from Germany".

/// A code and its name in each line: ISO 3166-1, called as the console has it from the browser (CLDR), shorter or with an article where a sentence wants that; and
/// what the platform says besides: Kosovo, that it doesn't know, and an anonymizing network.
const NAMES: &str = "\
AD Andorra\n\
AE the United Arab Emirates\n\
AF Afghanistan\n\
AG Antigua and Barbuda\n\
AI Anguilla\n\
AL Albania\n\
AM Armenia\n\
AO Angola\n\
AQ Antarctica\n\
AR Argentina\n\
AS American Samoa\n\
AT Austria\n\
AU Australia\n\
AW Aruba\n\
AX the Åland Islands\n\
AZ Azerbaijan\n\
BA Bosnia and Herzegovina\n\
BB Barbados\n\
BD Bangladesh\n\
BE Belgium\n\
BF Burkina Faso\n\
BG Bulgaria\n\
BH Bahrain\n\
BI Burundi\n\
BJ Benin\n\
BL Saint Barthélemy\n\
BM Bermuda\n\
BN Brunei\n\
BO Bolivia\n\
BQ the Caribbean Netherlands\n\
BR Brazil\n\
BS the Bahamas\n\
BT Bhutan\n\
BV Bouvet Island\n\
BW Botswana\n\
BY Belarus\n\
BZ Belize\n\
CA Canada\n\
CC the Cocos (Keeling) Islands\n\
CD the Democratic Republic of the Congo\n\
CF the Central African Republic\n\
CG the Republic of the Congo\n\
CH Switzerland\n\
CI Côte d'Ivoire\n\
CK the Cook Islands\n\
CL Chile\n\
CM Cameroon\n\
CN China\n\
CO Colombia\n\
CR Costa Rica\n\
CU Cuba\n\
CV Cape Verde\n\
CW Curaçao\n\
CX Christmas Island\n\
CY Cyprus\n\
CZ Czechia\n\
DE Germany\n\
DJ Djibouti\n\
DK Denmark\n\
DM Dominica\n\
DO the Dominican Republic\n\
DZ Algeria\n\
EC Ecuador\n\
EE Estonia\n\
EG Egypt\n\
EH Western Sahara\n\
ER Eritrea\n\
ES Spain\n\
ET Ethiopia\n\
FI Finland\n\
FJ Fiji\n\
FK the Falkland Islands\n\
FM Micronesia\n\
FO the Faroe Islands\n\
FR France\n\
GA Gabon\n\
GB the United Kingdom\n\
GD Grenada\n\
GE Georgia\n\
GF French Guiana\n\
GG Guernsey\n\
GH Ghana\n\
GI Gibraltar\n\
GL Greenland\n\
GM the Gambia\n\
GN Guinea\n\
GP Guadeloupe\n\
GQ Equatorial Guinea\n\
GR Greece\n\
GS South Georgia and the South Sandwich Islands\n\
GT Guatemala\n\
GU Guam\n\
GW Guinea-Bissau\n\
GY Guyana\n\
HK Hong Kong\n\
HM Heard Island and McDonald Islands\n\
HN Honduras\n\
HR Croatia\n\
HT Haiti\n\
HU Hungary\n\
ID Indonesia\n\
IE Ireland\n\
IL Israel\n\
IM the Isle of Man\n\
IN India\n\
IO the British Indian Ocean Territory\n\
IQ Iraq\n\
IR Iran\n\
IS Iceland\n\
IT Italy\n\
JE Jersey\n\
JM Jamaica\n\
JO Jordan\n\
JP Japan\n\
KE Kenya\n\
KG Kyrgyzstan\n\
KH Cambodia\n\
KI Kiribati\n\
KM the Comoros\n\
KN Saint Kitts and Nevis\n\
KP North Korea\n\
KR South Korea\n\
KW Kuwait\n\
KY the Cayman Islands\n\
KZ Kazakhstan\n\
LA Laos\n\
LB Lebanon\n\
LC Saint Lucia\n\
LI Liechtenstein\n\
LK Sri Lanka\n\
LR Liberia\n\
LS Lesotho\n\
LT Lithuania\n\
LU Luxembourg\n\
LV Latvia\n\
LY Libya\n\
MA Morocco\n\
MC Monaco\n\
MD Moldova\n\
ME Montenegro\n\
MF Saint Martin\n\
MG Madagascar\n\
MH the Marshall Islands\n\
MK North Macedonia\n\
ML Mali\n\
MM Myanmar\n\
MN Mongolia\n\
MO Macao\n\
MP the Northern Mariana Islands\n\
MQ Martinique\n\
MR Mauritania\n\
MS Montserrat\n\
MT Malta\n\
MU Mauritius\n\
MV the Maldives\n\
MW Malawi\n\
MX Mexico\n\
MY Malaysia\n\
MZ Mozambique\n\
NA Namibia\n\
NC New Caledonia\n\
NE Niger\n\
NF Norfolk Island\n\
NG Nigeria\n\
NI Nicaragua\n\
NL the Netherlands\n\
NO Norway\n\
NP Nepal\n\
NR Nauru\n\
NU Niue\n\
NZ New Zealand\n\
OM Oman\n\
PA Panama\n\
PE Peru\n\
PF French Polynesia\n\
PG Papua New Guinea\n\
PH the Philippines\n\
PK Pakistan\n\
PL Poland\n\
PM Saint Pierre and Miquelon\n\
PN the Pitcairn Islands\n\
PR Puerto Rico\n\
PS the Palestinian Territories\n\
PT Portugal\n\
PW Palau\n\
PY Paraguay\n\
QA Qatar\n\
RE Réunion\n\
RO Romania\n\
RS Serbia\n\
RU Russia\n\
RW Rwanda\n\
SA Saudi Arabia\n\
SB the Solomon Islands\n\
SC Seychelles\n\
SD Sudan\n\
SE Sweden\n\
SG Singapore\n\
SH Saint Helena\n\
SI Slovenia\n\
SJ Svalbard and Jan Mayen\n\
SK Slovakia\n\
SL Sierra Leone\n\
SM San Marino\n\
SN Senegal\n\
SO Somalia\n\
SR Suriname\n\
SS South Sudan\n\
ST São Tomé and Príncipe\n\
SV El Salvador\n\
SX Sint Maarten\n\
SY Syria\n\
SZ Eswatini\n\
T1 the Tor network\n\
TC the Turks and Caicos Islands\n\
TD Chad\n\
TF the French Southern Territories\n\
TG Togo\n\
TH Thailand\n\
TJ Tajikistan\n\
TK Tokelau\n\
TL Timor-Leste\n\
TM Turkmenistan\n\
TN Tunisia\n\
TO Tonga\n\
TR Türkiye\n\
TT Trinidad and Tobago\n\
TV Tuvalu\n\
TW Taiwan\n\
TZ Tanzania\n\
UA Ukraine\n\
UG Uganda\n\
UM the U.S. Outlying Islands\n\
US the United States\n\
UY Uruguay\n\
UZ Uzbekistan\n\
VA Vatican City\n\
VC Saint Vincent and the Grenadines\n\
VE Venezuela\n\
VG the British Virgin Islands\n\
VI the U.S. Virgin Islands\n\
VN Vietnam\n\
VU Vanuatu\n\
WF Wallis and Futuna\n\
WS Samoa\n\
XK Kosovo\n\
XX an unknown country\n\
YE Yemen\n\
YT Mayotte\n\
ZA South Africa\n\
ZM Zambia\n\
ZW Zimbabwe";

/// The name behind "from"; `None`: it is no code that is known here.
pub(super) fn named(code: &str) -> Option<&'static str> {
    NAMES
        .lines()
        .find_map(|line| line.split_once(' ').filter(|(known, _)| *known == code).map(|(_, name)| name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_country_has_one_name_and_no_other_code_has_any() {
        let known: BTreeSet<_> = NAMES.lines().filter_map(|line| line.get(..2)).collect();
        // ISO 3166-1 has 249.
        assert_eq!((NAMES.lines().count(), known.len()), (249 + 3, 249 + 3));
        for (code, name) in [
            ("DE", "Germany"),
            ("US", "the United States"),
            ("CI", "Côte d'Ivoire"),
            ("AD", "Andorra"),
            ("ZW", "Zimbabwe"),
            ("XX", "an unknown country"),
            ("T1", "the Tor network"),
        ] {
            assert_eq!(named(code), Some(name));
        }
        for code in ["", "D", "de", "ZZ", "DE Germany"] {
            assert_eq!(named(code), None, "{code}");
        }
    }
}
