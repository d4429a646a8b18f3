//! What Cloudflare starts by the clock: nobody does on this machine, so `dev` asks the local server for it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// The schedules of wrangler.toml, and how long it is from one time to the next.
const CRONS: &[(&str, Duration)] =
    &[("* * * * *", Duration::from_secs(60)), ("17 * * * *", Duration::from_secs(3600))];
/// A run that takes longer is left to itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// When each is due next.
pub(super) struct Crons {
    port: u16,
    due: Vec<(&'static str, Duration, Instant)>,
}

impl Crons {
    /// All of them are due at once: this machine may have been off for days.
    pub(super) fn new(port: u16) -> Self {
        let now = Instant::now();
        Self { port, due: CRONS.iter().map(|(cron, every)| (*cron, *every, now)).collect() }
    }

    /// Starts those that are due. Nobody waits for them.
    pub(super) fn look(&mut self) {
        let now = Instant::now();
        for (cron, every, at) in &mut self.due {
            if *at <= now {
                *at = now + *every;
                let (cron, port) = (*cron, self.port);
                // What goes wrong in it the server says; one that was missed comes again.
                thread::spawn(move || ask(cron, port));
            }
        }
    }
}

/// Whether the server has run it.
fn ask(cron: &str, port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request(cron, port).as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200 "))
}

fn request(cron: &str, port: u16) -> String {
    let cron = cron.replace(' ', "+");
    format!(
        "GET /cdn-cgi/local/scheduled?cron={cron} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn every_schedule_of_the_edge_function_is_run() {
        let config = include_str!("../../../wrangler.toml");
        let list = config.lines().find_map(|line| line.strip_prefix("crons = ")).unwrap();
        let ours: Vec<String> = CRONS.iter().map(|(cron, _)| format!("\"{cron}\"")).collect();
        assert_eq!(list, format!("[{}]", ours.join(", ")));
    }

    #[test]
    fn the_server_is_asked_once_until_it_is_due_again() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = [0; 512];
            let length = stream.read(&mut text).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nok").unwrap();
            String::from_utf8_lossy(&text[..length]).into_owned()
        });
        assert!(ask("17 * * * *", port).unwrap());
        assert!(
            asked.join().unwrap().starts_with("GET /cdn-cgi/local/scheduled?cron=17+*+*+*+* HTTP/1.1\r\n")
        );
        let mut crons = Crons::new(port);
        crons.look();
        assert!(crons.due.iter().all(|(_, _, at)| *at > Instant::now()));
    }
}
