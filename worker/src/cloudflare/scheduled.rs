//! What runs by cron. Every minute: what did not reach the edge or its recipient yet is tried again,
//! billing periods that have ended are renewed, and Stripe is asked about whoever is due. Every hour: old rows go.

use super::fetch::{finish, service_of_cron};
use crate::afterwards::Afterwards;
use crate::cleanup;
use crate::ports::Clock;
use crate::secret::new_id;
use worker::{Env, ScheduleContext, ScheduledEvent, event};

/// As wrangler.toml has it.
const EVERY_MINUTE: &str = "* * * * *";

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _: ScheduleContext) {
    let service = match service_of_cron(&env) {
        Ok(service) => service,
        Err(error) => return worker::console_error!("{error}"),
    };
    let now = service.clock.now();
    let run = new_id(now, &service.random);
    let is_hourly = event.cron() != EVERY_MINUTE;
    let config = &service.config;
    for lack in config.stripe_lacks.iter().chain(&config.analytics_lacks).filter(|_| is_hourly) {
        worker::console_warn!("{}", serde_json::json!({ "level": "warning", "cause": lack }));
    }
    let statements = if is_hourly { cleanup::statements(now) } else { Vec::new() };
    let work = Afterwards {
        statements,
        outbox: true,
        deliver: true,
        renew: true,
        bill: true,
        recount: is_hourly,
        ..Afterwards::default()
    };
    finish(&env, &service, work, &run).await;
}
