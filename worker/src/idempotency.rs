//! Doing something twice under one key does it once: the answer is kept beside its effect for 24 hours and given again, to whoever may still
//! do what was done, where it was done.

use crate::access::{Actor, is_met};
use crate::args;
use crate::context::Context;
use crate::db::{Purpose, Right, Statement, Value, guard};
use crate::error::{Error, NOT_RELEASER};
use crate::secret;
use portico_api::Role;

/// How long a key is remembered, in milliseconds: 24 hours.
pub(crate) const KEY_LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// Long answers that are kept of one person: as many as a browser has under way, and not all the drafts of a day.
const LONG_ANSWERS: i64 = 20;

/// What refuses a second use at the same moment: the guard, and the unique index as SQLite names it.
pub(crate) const GUARD: &str = "answered";
pub(crate) const CONFLICT: &str = "answers.user_id, answers.endpoint, answers.key, answers.place";

// Whether the answer `a` may be given again: `given`, or which right is missing; NULL where there is nothing to be seen any more. It is asked of
// the organization, and of the project, of then. Where the change took the right itself, it is asked for what it left: nothing, to whoever left the
// organization. Ranks above 4 are not known here.
const VERDICT: &str = concat!(
    "CASE WHEN a.organization_id IS NULL OR (a.ends_right > 0 AND a.needs_role = 0) THEN 'given' ELSE (SELECT CASE \
      WHEN a.project_id IS NOT NULL AND a.ends_place = 0 AND NOT EXISTS (SELECT 1 FROM projects p \
        WHERE p.organization_id = a.organization_id AND p.id = a.project_id AND p.deleted_at IS NULL) THEN NULL \
      WHEN m.role < a.needs_role OR NOT ",
    is_met!("o", "found_caller.sign_ins"),
    " THEN 'role' \
      WHEN a.needs_release = 1 AND m.role < 3 AND NOT EXISTS (SELECT 1 FROM projects p \
        WHERE p.organization_id = a.organization_id AND p.id = a.project_id AND p.developers_publish_live = 1) THEN 'release' \
      ELSE 'given' END \
    FROM memberships m JOIN organizations o ON o.id = m.organization_id AND (o.deleted_at IS NULL OR a.ends_right = 2) \
    WHERE m.organization_id = a.organization_id AND m.user_id = a.user_id AND m.role BETWEEN 1 AND 4) END"
);

/// The key of a request, and the hash of what it asked for.
pub(crate) struct Key<'a> {
    endpoint: &'static str,
    key: &'a str,
    request_hash: String,
}

/// What a change takes from whoever makes it: the endpoint's role, and the rights that its guards are about.
pub(crate) struct Needs {
    role: i64,
    releases: bool,
    /// Ranks, by a SELECT each, as they are before the effects.
    ranks: Vec<(&'static str, Vec<Value>)>,
}

impl Needs {
    pub(crate) fn of(role: Option<Role>, statements: &[Statement]) -> Self {
        let mut needs = Self { role: role.map_or(0, Role::rank), releases: false, ranks: Vec::new() };
        for statement in statements {
            match &statement.purpose {
                Purpose::Right(Right::Rank { select, args }) => {
                    needs.ranks.push((select, args.clone()));
                }
                Purpose::Right(Right::Release) => needs.releases = true,
                _ => {}
            }
        }
        needs
    }
}

/// Two pieces for the proving statement: columns, and what they are read from, behind the row of what was found.
pub(crate) struct LookUp {
    pub(crate) columns: String,
    pub(crate) found: String,
    pub(crate) args: Vec<Value>,
}

/// An earlier answer under the same key.
pub(crate) struct Kept {
    /// Whether the request was the very same.
    is_same: bool,
    reply: String,
    verdict: Option<String>,
}

impl<'a> Key<'a> {
    /// Reads the header: a creating request must have a proper key, any other change may.
    pub(crate) fn read(
        cx: &Context<'a>,
        endpoint: &'static str,
        is_required: bool,
    ) -> Result<Option<Self>, Error> {
        let Some(key) = cx.request.idempotency_key.as_deref() else {
            return if is_required { Err(Error::KeyRequired) } else { Ok(None) };
        };
        let is_proper = (8..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_proper {
            return Err(Error::KeyRequired);
        }
        let request = cx.request;
        let parts: [&[u8]; 5] =
            [request.path.as_bytes(), b"\n", request.query.as_bytes(), b"\n", &request.body];
        Ok(Some(Self { endpoint, key, request_hash: secret::sha256(&parts) }))
    }

    /// Finds an earlier use in the place that the expression `place` of the row answers; where the path leads nowhere any more, one of the very same
    /// request. `first` is the number of its first parameter.
    pub(crate) fn look_up(&self, cx: &Context, place: &str, first: usize) -> LookUp {
        let (endpoint, key, hash, since) = (first, first + 1, first + 2, first + 3);
        LookUp {
            columns: format!("a.request_hash = ?{hash}, a.reply, {VERDICT}"),
            found: format!(
                "LEFT JOIN answers a ON a.user_id = found_caller.user_id AND a.endpoint = ?{endpoint} AND a.key = ?{key} AND a.place = (\
                   SELECT k.place FROM answers k WHERE k.user_id = found_caller.user_id AND k.endpoint = ?{endpoint} AND k.key = ?{key} \
                     AND k.created_at > ?{since} AND (k.place = {place} OR ({place} IS NULL AND k.request_hash = ?{hash})) \
                   ORDER BY k.created_at DESC LIMIT 1)"
            ),
            args: args![self.endpoint, self.key, &self.request_hash, cx.now - KEY_LIFE_MS],
        }
    }

    /// Goes before the effects, so that a second use at the same moment fails here and on nothing else. `needs` is what the change takes. The row is
    /// written once, with the answer; only where a rank that it takes is another one after the effects, it is written before them.
    pub(crate) fn reserve(&self, cx: &Context, actor: &dyn Actor, needs: &Needs) -> Vec<Statement> {
        const EXPIRED: &str = "\
            DELETE FROM answers WHERE user_id = ?1 AND endpoint = ?2 AND key = ?3 AND place = ?4 AND created_at <= ?5";
        const LONG: &str = "\
            DELETE FROM answers WHERE user_id = ?1 AND length(reply) > 16384 AND created_at <= (SELECT a.created_at FROM answers a \
              WHERE a.user_id = ?1 AND length(a.reply) > 16384 ORDER BY a.created_at DESC LIMIT 1 OFFSET ?2)";
        const NEW: &str = "NOT EXISTS (SELECT 1 FROM answers WHERE user_id = ?1 AND endpoint = ?2 AND key = ?3 AND place = ?4)";
        const INSERT: &str = "\
            INSERT INTO answers (user_id, endpoint, key, place, request_hash, organization_id, project_id, needs_role, needs_release, \
              created_at, reply) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '')";
        let own = self.own(actor);
        let mut reserved = vec![
            Statement::new(EXPIRED, [own.clone(), args![cx.now - KEY_LIFE_MS]].concat()),
            Statement::new(LONG, args![actor.actor(), LONG_ANSWERS]),
        ];
        if needs.ranks.is_empty() {
            reserved.push(guard::holds(GUARD, NEW, own));
            return reserved;
        }
        reserved.push(Statement::new(INSERT, self.values(cx, actor, needs)));
        for (select, args) in &needs.ranks {
            let set = format!("needs_role = max(needs_role, coalesce(({select}), 0))");
            reserved.push(update(&set, args.clone(), own.clone()));
        }
        reserved
    }

    /// Goes after the effects: keeps the answer, which it reads by `reply`, and answers it.
    pub(crate) fn keep(&self, cx: &Context, actor: &dyn Actor, needs: &Needs, reply: Statement) -> Statement {
        if needs.ranks.is_empty() {
            return self.insert(cx, actor, needs, reply);
        }
        let [right, place, left] =
            ends("answers.organization_id", "answers.project_id", "answers.user_id", "answers.needs_role");
        let mut kept = update(
            &format!(
                "reply = ({}), ends_right = {right}, ends_place = {place}, needs_role = iif({right} > 0, {left}, needs_role)",
                reply.sql
            ),
            reply.args,
            self.own(actor),
        );
        kept.sql.push_str(" RETURNING reply");
        kept
    }

    /// As [`Key::keep`], of an answer that has no row yet.
    fn insert(&self, cx: &Context, actor: &dyn Actor, needs: &Needs, reply: Statement) -> Statement {
        let Statement { sql: reply, mut args, .. } = reply;
        let first = args.len() + 1;
        let [user, endpoint, key, place, hash, organization, project, role, release, now] =
            std::array::from_fn(|at| first + at);
        args.extend(self.values(cx, actor, needs));
        let [ends_right, ends_place, left] = ends(
            &format!("?{organization}"),
            &format!("?{project}"),
            &format!("?{user}"),
            &format!("?{role}"),
        );
        let sql = format!(
            "INSERT INTO answers (user_id, endpoint, key, place, request_hash, organization_id, project_id, needs_role, needs_release, \
               created_at, reply, ends_right, ends_place) \
             SELECT ?{user}, ?{endpoint}, ?{key}, ?{place}, ?{hash}, ?{organization}, ?{project}, iif(x.ends > 0, {left}, ?{role}), ?{release}, ?{now}, \
               ({reply}), x.ends, {ends_place} FROM (SELECT {ends_right} AS ends) x \
             RETURNING reply"
        );
        Statement::new(sql, args)
    }

    /// What is known before the effects, the primary key first.
    fn values(&self, cx: &Context, actor: &dyn Actor, needs: &Needs) -> Vec<Value> {
        let more = args![
            &self.request_hash,
            actor.organization(),
            actor.project(),
            needs.role,
            i64::from(needs.releases),
            cx.now
        ];
        [self.own(actor), more].concat()
    }

    /// The primary key.
    fn own(&self, actor: &dyn Actor) -> Vec<Value> {
        args![actor.actor(), self.endpoint, self.key, actor.place()]
    }
}

/// Whether the effects ended the right of whoever made the change (2: because the organization is in the trash now), and the place where it was made; and the
/// rank that they left, of what it took: by the expressions for organization and project, for the person and for the role that it takes.
fn ends(organization: &str, project: &str, user: &str, role: &str) -> [String; 3] {
    let right = format!(
        "iif({organization} IS NULL OR EXISTS (SELECT 1 FROM memberships m \
           JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL \
           WHERE m.organization_id = {organization} AND m.user_id = {user} AND m.role >= {role}), 0, \
         iif(EXISTS (SELECT 1 FROM organizations o WHERE o.id = {organization} AND o.deleted_at > 0), 2, 1))"
    );
    let left = format!(
        "min({role}, coalesce((SELECT m.role FROM memberships m WHERE m.organization_id = {organization} AND m.user_id = {user}), 0))"
    );
    let place = format!(
        "({project} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM projects p \
           WHERE p.organization_id = {organization} AND p.id = {project} AND p.deleted_at IS NULL))"
    );
    [right, place, left]
}

/// Sets columns of the answer with the primary key `own`, by SQL that has `args` for its parameters.
fn update(set: &str, mut args: Vec<Value>, own: Vec<Value>) -> Statement {
    let first = args.len() + 1;
    let (user, endpoint, key, place) = (first, first + 1, first + 2, first + 3);
    args.extend(own);
    let sql = format!(
        "UPDATE answers SET {set} WHERE user_id = ?{user} AND endpoint = ?{endpoint} AND key = ?{key} AND place = ?{place}"
    );
    Statement::new(sql, args)
}

impl Kept {
    /// From the columns of [`LookUp`]; `None`: the key is new here.
    pub(crate) fn new(is_same: Option<i64>, reply: Option<String>, verdict: Option<String>) -> Option<Self> {
        Some(Self { is_same: is_same? == 1, reply: reply?, verdict })
    }

    /// The answer, for whoever was found where the path leads.
    pub(crate) fn again(self) -> Result<String, Error> {
        match self.verdict.as_deref() {
            _ if !self.is_same => Err(Error::KeyReused),
            Some("given") => Ok(self.reply),
            Some("release") => Err(Error::NotPermitted(NOT_RELEASER)),
            Some(_) => Err(Error::Forbidden),
            None => Err(Error::NotFound),
        }
    }

    /// The answer, where the request itself would be refused: what it took may be gone by what it did.
    pub(crate) fn instead_of(self, refusal: Error) -> Result<String, Error> {
        let is_given = self.is_same && self.verdict.as_deref() == Some("given");
        match refusal {
            Error::NotFound | Error::Forbidden if is_given => Ok(self.reply),
            refusal => Err(refusal),
        }
    }
}
