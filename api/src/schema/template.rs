//! What a new project starts from.

use super::{Kind, Setting};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A schema to begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// Name, addresses, sign-in, colour, three switches and a secret: what most web applications need.
    #[default]
    WebApp,
    /// No settings.
    Empty,
}

impl Template {
    pub const ALL: [Template; 2] = [Template::WebApp, Template::Empty];

    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Template::WebApp => "web_app",
            Template::Empty => "empty",
        }
    }

    /// The word as the console shows it.
    pub fn title(self) -> &'static str {
        match self {
            Template::WebApp => "Web app",
            Template::Empty => "Empty",
        }
    }

    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let found = Template::ALL.into_iter().find(|template| template.as_str() == text);
        found.ok_or("The template is `web_app` or `empty`.")
    }

    /// Its settings.
    pub fn settings(self) -> Vec<Setting> {
        match self {
            Template::WebApp => web_app(),
            Template::Empty => Vec::new(),
        }
    }
}

fn web_app() -> Vec<Setting> {
    let short = |max_length, pattern: Option<&str>| Kind::Text {
        min_length: None,
        max_length: Some(max_length),
        pattern: pattern.map(str::to_owned),
        multiline: false,
    };
    let minutes = Kind::Integer { min: Some(5), max: Some(43_200), unit: Some("minutes".to_owned()) };
    let signing_secret =
        Kind::Text { min_length: Some(32), max_length: Some(256), pattern: None, multiline: false };
    let urls = || Kind::UrlList { max_items: Some(20) };
    let required = |setting: Setting| Setting { required_in_live: true, ..setting };
    vec![
        required(setting(
            "app.display_name",
            "Display name",
            "What the application calls itself.",
            short(64, None),
            json!("My app"),
        )),
        required(setting(
            "app.support_address",
            "Support address",
            "The e-mail address to which people write for help.",
            short(254, Some(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
            Value::Null,
        )),
        required(setting(
            "auth.allowed_origins",
            "Allowed origins",
            "Where pages may call the application from.",
            urls(),
            json!(["http://localhost:3000"]),
        )),
        required(setting(
            "auth.redirect_urls",
            "Redirect URLs",
            "Where people may be sent after they signed in.",
            urls(),
            json!(["http://localhost:3000/callback"]),
        )),
        setting("auth.session_length", "Session length", "How long a sign-in lasts.", minutes, json!(1440)),
        Setting {
            secret: true,
            ..required(setting(
                "auth.signing_secret",
                "Signing secret",
                "What the application signs its sessions with.",
                signing_secret,
                Value::Null,
            ))
        },
        setting(
            "theme.primary_colour",
            "Primary colour",
            "The colour of buttons and links.",
            Kind::Colour,
            json!("#2456e6"),
        ),
        setting(
            "features.sign_up",
            "Sign-up",
            "Whether new people may register.",
            Kind::Boolean,
            json!(true),
        ),
        setting(
            "features.dark_mode",
            "Dark mode",
            "Whether people may choose a dark theme.",
            Kind::Boolean,
            json!(true),
        ),
        setting(
            "features.maintenance",
            "Maintenance",
            "Whether a notice stands in place of the application.",
            Kind::Boolean,
            json!(false),
        ),
    ]
}

fn setting(key: &str, title: &str, description: &str, kind: Kind, default: Value) -> Setting {
    Setting {
        key: key.to_owned(),
        title: title.to_owned(),
        description: Some(description.to_owned()),
        kind,
        required_in_live: false,
        secret: false,
        default: Some(default).filter(|value| !value.is_null()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::schema::SchemaChange;

    #[test]
    fn templates_pass_their_own_rules_unchanged() {
        for template in Template::ALL {
            let change = SchemaChange { settings: template.settings(), version: 0 };
            let sent = serde_json::to_value(&change).unwrap();
            let read = SchemaChange::parse(sent.as_object().cloned().unwrap());
            assert_eq!(read, Ok(change), "{template:?}");
        }
    }
}
