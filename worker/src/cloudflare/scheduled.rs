//! What runs by cron: old rows go, and mail that did not leave yet is tried again.

use super::fetch::{finish, service};
use crate::afterwards::Afterwards;
use crate::cleanup;
use crate::ports::Clock;
use crate::secret::new_id;
use worker::{Env, ScheduleContext, ScheduledEvent, event};

#[event(scheduled)]
async fn scheduled(_: ScheduledEvent, env: Env, _: ScheduleContext) {
    let service = match service(&env) {
        Ok(service) => service,
        Err(error) => return worker::console_error!("{error}"),
    };
    let now = service.clock.now();
    let run = new_id(now, &service.random);
    let work = Afterwards { statements: cleanup::statements(now), mails: Vec::new(), outbox: true };
    finish(&env, &service, work, &run).await;
}
