//! `cargo xtask deploy`: onto Cloudflare, after everything that could go wrong was looked at.

mod settings;

use std::fs;

use anyhow::{Context, Result, ensure};

pub(crate) use self::settings::Settings;
use crate::build;
use crate::progress::{Step, note};
use crate::setup;
use crate::toolbox::Toolbox;

/// Checks from the cheap to the dear, then the migrations, then the deployment itself.
pub(crate) fn run() -> Result<()> {
    let settings =
        Settings::read(&fs::read_to_string("wrangler.toml").context("wrangler.toml cannot be read")?);
    say(&settings.faults())?;
    let toolbox = setup::for_building()?;
    committed(&toolbox)?;
    authenticated(&toolbox)?;
    say(&missing_secrets(&settings, &secrets(&toolbox)?))?;
    build::ship()?;
    let wrangler = |args: &[&str]| {
        let mut command = toolbox.command("wrangler");
        command.args(args);
        command
    };
    Step::new("the database's migrations", "migrations").run(wrangler(&[
        "d1",
        "migrations",
        "apply",
        "DB",
        "--remote",
    ]))?;
    Step::new("the deployment", "deploy").run(wrangler(&["deploy"]))?;
    note("Deployed.");
    Ok(())
}

/// All that is missing at once: whoever installs it should not have to come again for each.
fn say(faults: &[String]) -> Result<()> {
    ensure!(faults.is_empty(), "this is not ready to be deployed:\n- {}", faults.join("\n- "));
    Ok(())
}

/// The secrets that are set, by name.
fn secrets(toolbox: &Toolbox) -> Result<Vec<String>> {
    let listed = toolbox.answer("wrangler", &["secret", "list"]);
    let listed =
        listed.context("no secret is set yet: `npx wrangler secret put SECRET_KEY` sets the first")?;
    Ok(names(&listed))
}

/// The names in wrangler's JSON list.
fn names(listed: &str) -> Vec<String> {
    let rest = listed.split("\"name\"").skip(1);
    rest.filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned).collect()
}

/// Which secrets are still to be set, a sentence each.
fn missing_secrets(settings: &Settings, set: &[String]) -> Vec<String> {
    let stripe = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"];
    let mut wanted = vec!["SECRET_KEY", "SECRETS_KEYS"];
    if settings.text("vars", "MAIL_TRANSPORT") == "http" {
        wanted.push("MAIL_API_KEY");
    }
    let is_set = |name: &&str| set.iter().any(|known| known == name);
    if stripe.iter().any(is_set) || !settings.text("vars", "STRIPE_PRICES").is_empty() {
        wanted.extend(stripe);
    }
    let of_providers = settings.providers().into_iter().map(|id| secret_of(&id));
    let wanted = wanted.into_iter().map(str::to_owned).chain(of_providers);
    let missing = wanted.filter(|name| !is_set(&name.as_str()));
    missing.map(|name| format!("the secret {name} is not set: `npx wrangler secret put {name}`")).collect()
}

/// The secret of a provider in `OIDC_PROVIDERS`.
fn secret_of(provider: &str) -> String {
    format!("OIDC_SECRET_{}", provider.to_ascii_uppercase().replace('-', "_"))
}

fn committed(toolbox: &Toolbox) -> Result<()> {
    let status = toolbox.answer("git", &["status", "--porcelain"]).context("git is missing")?;
    ensure!(
        status.is_empty(),
        "there are changes that are not committed: commit or drop them, so that it is known what runs"
    );
    Ok(())
}

fn authenticated(toolbox: &Toolbox) -> Result<()> {
    ensure!(
        toolbox.answer("wrangler", &["whoami", "--json"]).is_some(),
        "wrangler does not know your account: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_asked_for_by_what_is_set_up() {
        let by = |transport: &str, more: &str| {
            Settings::read(&format!("[vars]\nMAIL_TRANSPORT = \"{transport}\"\n{more}"))
        };
        let set = names(
            "[\n  { \"name\": \"SECRET_KEY\", \"type\": \"secret_text\" },\n {\"name\":\"SECRETS_KEYS\"}]",
        );
        assert_eq!(set, ["SECRET_KEY", "SECRETS_KEYS"]);
        assert!(missing_secrets(&by("send_email", ""), &set).is_empty());
        assert_eq!(missing_secrets(&by("send_email", ""), &[]).len(), 2);
        assert!(missing_secrets(&by("http", ""), &set)[0].contains("MAIL_API_KEY"));
        // Part of Stripe is none of it.
        assert_eq!(missing_secrets(&by("send_email", "STRIPE_PRICES = \"pro_month=p\""), &set).len(), 2);
        let providers = by(
            "send_email",
            r#"OIDC_PROVIDERS = '[{"id": "my-idp", "name": "Ours"}, { "name":"G", "id":"google"}]'"#,
        );
        let missing = missing_secrets(&providers, &set);
        assert!(missing.len() == 2 && missing[0].contains("OIDC_SECRET_MY_IDP"), "{missing:?}");
        assert!(names("[]").is_empty() && names("").is_empty());
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        assert!(say(&[]).is_ok());
        let said = say(&["one".into(), "two".into()]).unwrap_err().to_string();
        assert!(said.contains("- one") && said.contains("- two"));
    }
}
