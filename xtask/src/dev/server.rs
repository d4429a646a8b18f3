//! wrangler's local server, which runs the edge function on workerd.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::deploy::Settings;
use crate::interrupt;
use crate::process::{Group, plain};
use crate::toolbox::Toolbox;

/// It takes 2 to 4 seconds; a busy machine may need longer.
const START: Duration = Duration::from_secs(90);

/// Lines that wrangler prints without the network or without a terminal, and that help nobody.
const NOISE: &[&str] = &["Request.cf", "ENOTFOUND workers.cloudflare.com", "GetAddrInfoReqWrap"];

/// What to serve, and where.
pub(crate) struct Options<'a> {
    pub(crate) port: u16,
    /// Where D1 and KV keep their data.
    pub(crate) state: &'a Path,
    /// The built edge function's main file.
    pub(crate) edge: &'a Path,
    /// The built client.
    pub(crate) dist: &'a Path,
}

/// A running server. It ends when this is dropped.
pub(crate) struct Server {
    group: Group,
    port: u16,
}

impl Server {
    /// Starts it and waits until it answers.
    pub(crate) fn start(toolbox: &Toolbox, options: &Options) -> Result<Self> {
        check_port(options.port)?;
        let mut command = toolbox.command("wrangler");
        command.arg("dev").arg(options.edge).arg("--assets").arg(options.dist);
        command.args(["--local", "--ip", "127.0.0.1", "--inspector-port", "0"]);
        command.args(["--show-interactive-dev-session", "false"]);
        command.arg("--port").arg(options.port.to_string()).arg("--persist-to").arg(options.state);
        // A route would be the host of every request, which must be this machine's. Without one it is what the browser asked for, so that no
        // other site's name leads here.
        let settings = fs::read_to_string("wrangler.toml").context("wrangler.toml cannot be read")?;
        if !Settings::read(&settings).routes().is_empty() {
            command.arg("--local-upstream").arg(format!("localhost:{}", options.port));
        }
        command.arg("--var").arg(format!("ORIGIN:{}", origin(options.port)));
        command.args(["--var", "MAIL_TRANSPORT:local"]);
        let server = Self { group: Group::start(command)?, port: options.port };
        server.ready()
    }

    /// The address people open. A name and not a number: browsers treat cookies on localhost as secure ones.
    pub(crate) fn origin(&self) -> String {
        origin(self.port)
    }

    /// Prints what the server says for a while.
    pub(crate) fn pass_on(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            match self.group.line(left) {
                Some(line) if is_news(&line) => println!("{line}"),
                Some(_) => {}
                None => break,
            }
        }
        if self.group.ended()?.is_some() {
            bail!("the local server has ended by itself");
        }
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
        Ok(())
    }

    fn ready(mut self) -> Result<Self> {
        let began = Instant::now();
        let mut said = String::new();
        while began.elapsed() < START {
            interrupt::check()?;
            if let Some(line) = self.group.line(Duration::from_millis(100)) {
                let line = plain(&line);
                if line.contains("Ready on ") {
                    return Ok(self);
                }
                if is_news(&line) {
                    said.push_str(&format!("{line}\n"));
                }
            } else if self.group.ended()?.is_some() {
                bail!("the local server did not start. It said:\n\n{}", said.trim());
            }
        }
        bail!("the local server did not start within {} s. It said:\n\n{}", START.as_secs(), said.trim())
    }
}

/// Whether the port is free, for the browser as well, which may try IPv6 first.
pub(crate) fn check_port(port: u16) -> Result<()> {
    let taken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::AddrInUse;
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).err();
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).err().filter(taken);
    match v4.or(v6) {
        None => Ok(()),
        Some(error) if taken(&error) => {
            bail!("port {port} is in use: stop what runs there, or choose another with --port")
        }
        Some(_) => bail!("port {port} cannot be listened on: choose another with --port"),
    }
}

/// A port that nothing listens on right now.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port can be listened on")?;
    Ok(listener.local_addr()?.port())
}

fn origin(port: u16) -> String {
    format!("http://localhost:{port}")
}

fn is_news(line: &str) -> bool {
    !NOISE.iter().any(|noise| line.contains(noise))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_noticed() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(check_port(port).unwrap_err().to_string().contains("is in use"));
        drop(listener);
        assert!(check_port(port).is_ok());
    }
}
