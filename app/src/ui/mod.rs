//! Widgets: small, accessible, and ignorant of addresses and of the API.
//!
//! Behaviour follows the WAI-ARIA Authoring Practices on native elements (`<dialog>`, `popover`, links). Each widget
//! has one stylesheet of the same name in `style/ui/`. Nothing here sets a `style` attribute: the content security
//! policy forbids it, so positions go through the CSSOM.

mod actions;
mod announced;
mod badge;
mod button;
mod chart;
mod choices;
mod code;
mod confirm;
mod copy;
mod dialog;
mod dom;
mod drawn;
mod field;
mod focus;
mod icon;
mod lock;
mod menu;
mod meter;
mod mode;
mod pending;
mod person;
mod popover;
mod search;
mod select;
mod state;
mod switcher;
mod tabs;
mod text_area;
mod tick;
mod time;
mod tip;
mod toast;
mod virtual_list;
mod words;

pub(crate) use actions::actions;
pub use announced::Announced;
pub use badge::{Badge, Tone};
pub use button::{Button, ButtonKind, ButtonLink};
pub use chart::{Bar, BarChart};
pub use choices::{Choice, Choices};
pub use code::CodeBlock;
pub use confirm::ConfirmDialog;
pub use copy::{CopyButton, CopyText, write_to_clipboard};
pub use dialog::Dialog;
pub(crate) use dom::{all, by_id, is_composing, label};
pub(crate) use drawn::{Shown, Values, draw};
pub use field::TextField;
pub use focus::keep_focus;
pub(crate) use focus::{focus_lost, focus_page};
pub use icon::Icon;
pub use lock::provide_lock;
pub use menu::{Menu, MenuChoice, MenuItem};
pub use meter::Meter;
pub use mode::{ModeBadge, ModeSwitch};
pub use pending::{Pending, Stalled};
pub(crate) use person::person;
pub use person::{Initials, Person, called};
pub use search::SearchField;
pub use select::{Select, SelectField, SelectOption};
pub use state::{EmptyState, ErrorState, Skeleton};
pub use switcher::{Switcher, SwitcherFooter, SwitcherItems, SwitcherRow};
pub use tabs::{Current, TabItem, Tabs};
pub use text_area::TextArea;
pub use tick::Tick;
pub(crate) use time::time;
pub use time::{RelativeTime, is_past};
pub use tip::Tips;
pub use toast::{ToastAction, Toaster, Toasts, provide_toasts, use_toasts};
pub use virtual_list::VirtualList;
pub use words::{Title, Words};
