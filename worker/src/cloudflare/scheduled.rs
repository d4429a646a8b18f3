//! What runs by cron.

use super::fetch::service;
use crate::cleanup;
use crate::db::Db;
use crate::ports::Clock;
use worker::{Env, ScheduleContext, ScheduledEvent, event};

#[event(scheduled)]
async fn scheduled(_: ScheduledEvent, env: Env, _: ScheduleContext) {
    let done = match service(&env) {
        Ok(service) => service
            .db
            .batch(cleanup::statements(service.clock.now()))
            .await
            .map_err(|error| format!("{error:?}")),
        Err(error) => Err(error.to_string()),
    };
    if let Err(cause) = done {
        worker::console_error!(
            "{}",
            serde_json::json!({ "level": "error", "job": "cleanup", "cause": cause })
        );
    }
}
