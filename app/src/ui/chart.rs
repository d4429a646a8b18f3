use leptos::prelude::*;

/// The height of the drawing in its own units. Whole numbers only: the code to write others is large.
const HEIGHT: i64 = 1000;
/// The width of a bar, with the room around it.
const STEP: usize = 10;
/// Every so many bars, one has its tick written below.
const TICKS: usize = 7;

/// Where an axis may end, with more zeros behind.
const ROUND: [i64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for, in the table: "3 Nov".
    pub label: String,
    /// The same below the axis, where there is little room: "3".
    pub tick: String,
    /// What it is made of, from the bottom: a number for each of the chart's series.
    pub parts: Vec<i64>,
}

impl Bar {
    fn value(&self) -> i64 {
        self.parts.iter().sum()
    }
}

/// Bars beside each other, each made of parts, with the same numbers as a table for whoever can't see them or wants them exactly.
#[component]
pub fn BarChart(
    /// What is drawn.
    #[prop(into)]
    title: String,
    /// The same as it is shown: names in it are not to be translated.
    shown: AnyView,
    /// What the bars say, in a sentence.
    #[prop(into)]
    summary: String,
    /// The heads of the table: what a bar stands for, and what it counts.
    heads: [&'static str; 2],
    /// What the parts of a bar are called, at most six; none where each bar has one part, which needs no name.
    #[prop(optional)]
    series: Vec<String>,
    bars: Vec<Bar>,
    /// How a number is written.
    number: fn(i64) -> String,
) -> impl IntoView {
    let most = bars.iter().map(Bar::value).max().unwrap_or_default();
    let table = table(&title, heads, &series, &bars, number);
    view! {
        <figure class="chart">
            <figcaption class="chart-caption">
                <span class="chart-title">{shown}</span>
                <span class="chart-summary">{summary}</span>
            </figcaption>
            <div class="chart-plot" aria-hidden="true">
                <span class="chart-top">{(most > 0).then(|| number(ceiling(most)))}</span>
                {drawing(&series, &bars, most, number)}
                <div class="chart-ticks">{bars.iter().enumerate().map(tick).collect_view()}</div>
                {legend(&series)}
            </div>
            <details class="chart-table">
                <summary>"Show as table"</summary>
                {table}
            </details>
        </figure>
    }
    .into_any()
}

fn drawing(series: &[String], bars: &[Bar], most: i64, number: fn(i64) -> String) -> AnyView {
    let (top, width) = (ceiling(most), bars.len() * STEP);
    // Without a number at its end, the axis measures nothing: its floor is enough.
    let lines: &[i64] = if most > 0 { &[0, HEIGHT / 2, HEIGHT] } else { &[HEIGHT] };
    let line = |y: &i64| {
        view! {
            <line class="chart-line" x1="0" x2=width.to_string() y1=y.to_string() y2=y.to_string() />
        }
        .into_any()
    };
    let bar = |(at, bar): (usize, &Bar)| {
        let mut below = 0;
        let part = |(index, value): (usize, &i64)| {
            let foot = height(below, top);
            below += value;
            let name = series.get(index).map(|name| format!("{name}, ")).unwrap_or_default();
            let head = height(below, top);
            view! {
                <rect
                    class="chart-bar"
                    data-series=(index + 1).to_string()
                    x=(at * STEP + 1).to_string()
                    y=(HEIGHT - head).to_string()
                    width=(STEP - 2).to_string()
                    height=(head - foot).to_string()
                >
                    <title>{format!("{name}{}: {}", bar.label, number(*value))}</title>
                </rect>
            }
            .into_any()
        };
        bar.parts.iter().enumerate().map(part).collect_view()
    };
    view! {
        <svg class="chart-drawing" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none">
            // For whoever has two colours: style/ui/chart.css puts them on.
            <defs class="chart-patterns">
                {pattern("chart-rising", "M0 40L10 0")}
                {pattern("chart-level", "M0 20H10")}
                {pattern("chart-upright", "M3 0V40")}
            </defs>
            {lines.iter().map(line).collect_view()}
            {bars.iter().enumerate().map(bar).collect_view()}
        </svg>
    }
    .into_any()
}

/// Lines over and over again; a chart's bar is one tile wide.
fn pattern(id: &'static str, lines: &'static str) -> AnyView {
    view! {
        <pattern id=id width="10" height="40" patternUnits="userSpaceOnUse">
            <path class="chart-pattern" d=lines vector-effect="non-scaling-stroke" />
        </pattern>
    }
    .into_any()
}

/// A little is more than nothing: it is rounded up.
fn height(value: i64, top: i64) -> i64 {
    ((i128::from(value) * i128::from(HEIGHT) + i128::from(top) - 1) / i128::from(top)) as i64
}

fn tick((at, bar): (usize, &Bar)) -> AnyView {
    let text = (at % TICKS == 0).then(|| bar.tick.clone());
    view! { <span class="chart-tick"><span>{text}</span></span> }.into_any()
}

fn legend(series: &[String]) -> Option<AnyView> {
    let entry = |(index, name): (usize, &String)| {
        view! { <li><span class="chart-key" data-series=(index + 1).to_string()></span><span translate="no">{name.clone()}</span></li> }
            .into_any()
    };
    (!series.is_empty()).then(|| {
        view! { <ul class="chart-legend">{series.iter().enumerate().map(entry).collect_view()}</ul> }
            .into_any()
    })
}

fn table(
    title: &str,
    heads: [&'static str; 2],
    series: &[String],
    bars: &[Bar],
    number: fn(i64) -> String,
) -> AnyView {
    let head = |name: &String| {
        view! { <th scope="col" class="table-number chart-name" translate="no" title=name.clone()>{name.clone()}</th> }
            .into_any()
    };
    let cell = |value: i64| view! { <td class="table-number">{number(value)}</td> }.into_any();
    let row = |bar: &Bar| {
        let parts = bar.parts.iter().filter(|_| !series.is_empty()).map(|part| cell(*part)).collect_view();
        view! {
            <tr>
                <th scope="row">{bar.label.clone()}</th>
                {parts}
                {cell(bar.value())}
            </tr>
        }
        .into_any()
    };
    // Wider than a phone where there are several series: then it is moved by finger or arrow keys.
    view! {
        <div class="chart-scroll" role="region" aria-label=title.to_owned() tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{heads[0]}</th>
                        {series.iter().map(head).collect_view()}
                        <th scope="col" class="table-number">{heads[1]}</th>
                    </tr>
                </thead>
                <tbody>{bars.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The end of the axis: the next round number, at least 10.
fn ceiling(most: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        let found = ROUND.into_iter().map(|step| unit.saturating_mul(step)).find(|top| *top >= most);
        match found {
            Some(top) => return top,
            None => unit = unit.saturating_mul(10),
        }
    }
}
