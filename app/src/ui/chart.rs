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
    pub value: i64,
}

/// Bars beside each other, with the same numbers as a table for whoever can't see them or wants them exactly.
#[component]
pub fn BarChart(
    /// What is drawn.
    #[prop(into)]
    title: String,
    /// What the bars say, in a sentence.
    #[prop(into)]
    summary: String,
    /// The heads of the table: what a bar stands for, and what it counts.
    heads: [&'static str; 2],
    bars: Vec<Bar>,
    /// How a number is written.
    number: fn(i64) -> String,
) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or_default();
    let top = ceiling(most);
    let width = bars.len() * STEP;
    // Without a number at its end, the axis measures nothing: its floor is enough.
    let lines: &[i64] = if most > 0 { &[0, HEIGHT / 2, HEIGHT] } else { &[HEIGHT] };
    let bar = |(at, bar): (usize, &Bar)| {
        // A little is more than nothing: it is rounded up.
        let height = (i128::from(bar.value) * i128::from(HEIGHT) + i128::from(top) - 1) / i128::from(top);
        let height = height as i64;
        view! {
            <rect
                class="chart-bar"
                x=(at * STEP + 1).to_string()
                y=(HEIGHT - height).to_string()
                width=(STEP - 2).to_string()
                height=height.to_string()
            >
                <title>{format!("{}: {}", bar.label, number(bar.value))}</title>
            </rect>
        }
        .into_any()
    };
    let line = |y: i64| {
        view! {
            <line class="chart-line" x1="0" x2=width.to_string() y1=y.to_string() y2=y.to_string() />
        }
        .into_any()
    };
    let tick = |(at, bar): (usize, &Bar)| {
        let text = (at % TICKS == 0).then(|| bar.tick.clone());
        view! { <span class="chart-tick"><span>{text}</span></span> }.into_any()
    };
    let row = |bar: &Bar| {
        view! {
            <tr>
                <th scope="row">{bar.label.clone()}</th>
                <td class="table-number">{number(bar.value)}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <figure class="chart">
            <figcaption class="chart-caption">
                <span class="chart-title">{title}</span>
                <span class="chart-summary">{summary}</span>
            </figcaption>
            <div class="chart-plot" aria-hidden="true">
                <span class="chart-top">{(most > 0).then(|| number(top))}</span>
                <svg class="chart-drawing" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none">
                    {lines.iter().map(|y| line(*y)).collect_view()}
                    {bars.iter().enumerate().map(bar).collect_view()}
                </svg>
                <div class="chart-ticks">{bars.iter().enumerate().map(tick).collect_view()}</div>
            </div>
            <details class="chart-table">
                <summary>"Show as table"</summary>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{heads[0]}</th>
                            <th scope="col" class="table-number">{heads[1]}</th>
                        </tr>
                    </thead>
                    <tbody>{bars.iter().map(row).collect_view()}</tbody>
                </table>
            </details>
        </figure>
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
