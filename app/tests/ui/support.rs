//! A stage for widgets, and hands to use them with.

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// The styles without which widgets would have other sizes, or be in sight when they should not.
const STYLES: [&str; 7] = [
    include_str!("../../../style/layers.css"),
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/reset.css"),
    include_str!("../../../style/base.css"),
    include_str!("../../../style/ui/popover.css"),
    include_str!("../../../style/ui/switcher.css"),
    include_str!("../../../style/ui/virtual_list.css"),
];

/// Widgets on a page. They go when it is dropped.
pub(crate) struct Stage {
    root: HtmlElement,
    style: HtmlElement,
    mounted: Option<Box<dyn std::any::Any>>,
}

/// Puts widgets on the page and waits until they are there.
pub(crate) async fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Stage {
    let (root, style) = (element("div"), element("style"));
    style.set_text_content(Some(&STYLES.concat()));
    let handle: UnmountHandle<_> = mount_to(root.clone(), move || view().into_any());
    settle().await;
    Stage { root, style, mounted: Some(Box::new(handle)) }
}

fn element(name: &str) -> HtmlElement {
    let element: HtmlElement = document().create_element(name).unwrap().unchecked_into();
    document().body().unwrap().append_child(&element).unwrap();
    element
}

impl Stage {
    pub(crate) fn find(&self, selector: &str) -> HtmlElement {
        self.maybe(selector)
            .unwrap_or_else(|| panic!("{selector} is not on the page:\n{}", self.root.inner_html()))
    }

    pub(crate) fn maybe(&self, selector: &str) -> Option<HtmlElement> {
        Some(self.root.query_selector(selector).unwrap()?.unchecked_into())
    }

    pub(crate) fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap_or_default()
    }

    pub(crate) fn all_texts(&self, selector: &str) -> Vec<String> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.get(at).unwrap().text_content().unwrap_or_default()).collect()
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.find(selector).click();
        settle().await;
    }

    /// Presses a key where the focus is.
    pub(crate) async fn press(&self, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        focused().dispatch_event(&event).unwrap();
        settle().await;
    }

    /// Presses a key where the focus is, as an input method does that puts a text together.
    pub(crate) async fn compose(&self, key: &str, composing: bool, code: u32) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_is_composing(composing);
        init.set_key_code(code);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        focused().dispatch_event(&event).unwrap();
        settle().await;
    }

    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.find(selector).unchecked_into();
        input.set_value(text);
        fire(&input, "input", true);
        settle().await;
    }

    /// The address that a click on a link leads to, while `act` is done. Nothing is left.
    pub(crate) async fn followed(&self, act: impl Future<Output = ()>) -> Option<String> {
        let script = "window.followed = undefined; window.follow = (event) => { \
             const link = event.target.closest('a[href]'); \
             if (link) { event.preventDefault(); window.followed = link.getAttribute('href'); } }; \
             addEventListener('click', window.follow)";
        js_sys::eval(script).unwrap();
        act.await;
        js_sys::eval("removeEventListener('click', window.follow); window.followed").unwrap().as_string()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.mounted.take();
        self.root.remove();
        self.style.remove();
    }
}

/// Sends an event of the plain kind.
pub(crate) fn fire(target: &HtmlElement, name: &str, bubbles: bool) {
    let init = EventInit::new();
    init.set_bubbles(bubbles);
    init.set_cancelable(true);
    target.dispatch_event(&Event::new_with_event_init_dict(name, &init).unwrap()).unwrap();
}

pub(crate) fn focused() -> HtmlElement {
    document().active_element().unwrap().unchecked_into()
}

/// Whether the element of this selector has the focus.
pub(crate) fn has_focus(selector: &str) -> bool {
    focused().matches(selector).unwrap()
}

/// Waits until effects have run and two frames were drawn.
pub(crate) async fn settle() {
    for _ in 0..2 {
        let frame = js_sys::Promise::new(&mut |done, _| {
            window().request_animation_frame(&done).unwrap();
        });
        JsFuture::from(frame).await.unwrap();
        wait(0).await;
    }
}

/// Waits for so many milliseconds.
pub(crate) async fn wait(ms: i32) {
    let timer = js_sys::Promise::new(&mut |done, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms).unwrap();
    });
    JsFuture::from(timer).await.unwrap();
}

/// Gives the browser another clipboard.
pub(crate) fn set_clipboard(value: &str) {
    let script =
        format!("Object.defineProperty(navigator, 'clipboard', {{ configurable: true, value: {value} }})");
    js_sys::eval(&script).unwrap();
}

pub(crate) fn global(name: &str) -> JsValue {
    js_sys::Reflect::get(&js_sys::global(), &name.into()).unwrap()
}
