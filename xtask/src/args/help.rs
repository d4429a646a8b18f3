//! What `cargo xtask help` says.

pub(crate) const HELP: &str = "\
cargo xtask setup                         install whatever the other commands need
cargo xtask dev [--port N] [--reset]      run the console on this machine (port 8787)
                                          --reset throws the local data away first
cargo xtask test [host|browser|e2e ...]   check and test; everything without a name
                 [-- ARGUMENTS]           what follows -- goes to Playwright
cargo xtask build                         build what is shipped and check its size
cargo xtask bench                         measure it in a browser, and take the README's pictures
cargo xtask bench scale [--sizes N,N,…]   what requests and cron cost in installations of so many projects
                                          (1000,100000,1000000), written to bench/RESULTS.md
cargo xtask bench edge                    what requests cost beside the same service in TypeScript
                 [--rounds N]             turns that each has (7), and requests of one turn (400)
                 [--requests N]
cargo xtask bench web [--rounds N]        what pages cost in a slowed browser; visits of each (7)
cargo xtask deploy                        put it on Cloudflare, after the checks that precede it
cargo xtask operator invoices             list the open invoices that are paid by hand
cargo xtask operator paid NUMBER          mark one as paid
cargo xtask operator void NUMBER          mark one as void: nothing is to be paid
cargo xtask operator end ORGANIZATION     end a plan that is paid by hand, at once: its slug or ID
cargo xtask operator reencrypt            move secrets to the newest key, and list the keys still needed
cargo xtask operator verify-audit [ORG]   check that no entry of the audit logs was changed or removed; with the
                                          SECRET_KEY in the environment also what had its time
cargo xtask operator reconcile [apply]    after a copy of the database was put back: bring the edge to it
                                          (docs/operations.md); without apply it only says what it would do
                     [--before FILE]      an export from before: what was revoked since the copy is revoked again
                     [--revoke-keys]      or revoke all server keys
                     [--remote]           on Cloudflare instead of this machine
                     [--state FOLDER]     in the local data of that folder

PORTICO_CACHE      where tools are kept (default: portico in the user's cache folder)
PORTICO_TOOLCHAIN  `debian` takes Debian's compiler instead of rustup's
CHROMIUM, CHROMEDRIVER  the browser and its driver for the tests, when not on PATH";
