//! Who may call an endpoint, as a type: the edge mounts a handler only if its proof is the one demanded here.

use crate::role::Role;
use std::marker::PhantomData;

/// Anybody, signed in or not.
pub struct Public;
/// Anybody with a live session.
pub struct SignedIn;
/// Anybody who has proven within the last 10 minutes who they are: the session began then, with something other than a
/// provider's word.
pub struct Proven;
/// A member of the organization in the path, with at least the role `R`.
pub struct InOrganization<R>(PhantomData<R>);
/// As [`InOrganization`], whatever the organization asks of how its members sign in: for what takes nothing of it, such as leaving.
pub struct MemberOf<R>(PhantomData<R>);
/// As [`InOrganization`], of somebody who has proven within the last 10 minutes who they are, whatever the organization asks of how its members sign in.
pub struct ProvenInOrganization<R>(PhantomData<R>);
/// An Owner of the organization in the path, which is in the trash: nobody else finds it.
pub struct InDeletedOrganization;
/// A member of the organization of the project in the path, with at least the role `R`.
pub struct InProject<R>(PhantomData<R>);
/// As [`InProject`], for one environment of the project.
pub struct InEnvironment<R>(PhantomData<R>);

/// A role as a type, for use in an access rule.
pub trait AtLeast: Clone + 'static {
    /// The lowest role that satisfies the rule.
    const ROLE: Role;
}

macro_rules! roles {
    ($($name:ident),*) => {$(
        /// At least this role.
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl AtLeast for $name {
            const ROLE: Role = Role::$name;
        }
    )*};
}
roles!(Viewer, Developer, Admin, Owner);

/// An access rule as a value, for tests and the OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Public,
    SignedIn,
    Proven,
    Organization(Role),
    Member(Role),
    ProvenOrganization(Role),
    DeletedOrganization,
    Project(Role),
    Environment(Role),
}

impl Rule {
    /// The lowest role in the organization that satisfies it; `None` where it is about none.
    pub fn role(self) -> Option<Role> {
        match self {
            Rule::Public | Rule::SignedIn | Rule::Proven => None,
            Rule::Organization(role)
            | Rule::Member(role)
            | Rule::ProvenOrganization(role)
            | Rule::Project(role)
            | Rule::Environment(role) => Some(role),
            Rule::DeletedOrganization => Some(Role::Owner),
        }
    }
}

/// The rule behind an access type.
pub trait Access: 'static {
    const RULE: Rule;
}

impl Access for Public {
    const RULE: Rule = Rule::Public;
}
impl Access for SignedIn {
    const RULE: Rule = Rule::SignedIn;
}
impl Access for Proven {
    const RULE: Rule = Rule::Proven;
}
impl<R: AtLeast> Access for InOrganization<R> {
    const RULE: Rule = Rule::Organization(R::ROLE);
}
impl<R: AtLeast> Access for MemberOf<R> {
    const RULE: Rule = Rule::Member(R::ROLE);
}
impl<R: AtLeast> Access for ProvenInOrganization<R> {
    const RULE: Rule = Rule::ProvenOrganization(R::ROLE);
}
impl Access for InDeletedOrganization {
    const RULE: Rule = Rule::DeletedOrganization;
}
impl<R: AtLeast> Access for InProject<R> {
    const RULE: Rule = Rule::Project(R::ROLE);
}
impl<R: AtLeast> Access for InEnvironment<R> {
    const RULE: Rule = Rule::Environment(R::ROLE);
}
