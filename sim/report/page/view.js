// What each chart shows at present: its lines where the controls stand, the words for them, and their colours and names.

const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const times = data.dates.map(date => Date.parse(date));
const sweep = sweep_of(data.axes, data.points);
let here = locate(sweep);
const every_variant = -1;
const palette_size = 8;
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2, 2, 2, 2, 2]];
const most_charted_groups_of_two_variants = 3, most_lines_side_by_side = 8, wide_ratio = 100;

// ---- Small helpers ----------------------------------------------------------------------------------------------------------------

function element(tag, attributes = {}, ...children) {
    const made = tag.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
}
const colour = name => getComputedStyle(root).getPropertyValue(name).trim();

function text_width(text, bold = false) {
    text_width.canvas ??= document.createElement("canvas").getContext("2d");
    text_width.canvas.font = (bold ? "600 " : "") + "12px " + getComputedStyle(document.body).fontFamily;
    return text_width.canvas.measureText(text).width;
}

// ---- Views of charts --------------------------------------------------------------------------------------------------------------

const line_key = (variant, group) => variant * data.groups.length + group;
const charted_lines = chart => chart.lines.filter(line => chart.chosen.includes(line.group));

/// Runs side by side need not measure the same: those that a chart has lines of, a chosen group's before others'.
function variants_of(chart) {
    const of = lines => distinct(lines.map(line => line.variant)).sort(by_number), chosen = of(charted_lines(chart));
    return chosen.length ? chosen : of(chart.lines);
}

/// By variant and group, the lines of all points.
function lines_by_key(chart) {
    const lines = new Map();
    for (const line of chart.lines) {
        const key = line_key(line.variant, line.group);
        if (!lines.has(key)) lines.set(key, []);
        lines.get(key)[line.point] = line;
    }
    return lines;
}

/// Of one run all groups that it chooses. Of runs side by side at least one of each variant, so that all have a line, and as many as stay legible.
function groups_at_first(chart, variants) {
    if (data.sources.length < 2) return chart.chosen;
    const has = (variant, group) => chart.lines.some(line => line.variant === variant && line.group === group);
    const needed = distinct(variants.map(variant => chart.chosen.find(group => has(variant, group)))).filter(group => group !== undefined);
    const present = chart.chosen.filter(group => variants.some(variant => has(variant, group)));
    const count = groups => groups.reduce((sum, group) => sum + variants.filter(variant => has(variant, group)).length, 0);
    return present.reduce((groups, group) => groups.includes(group) || count([...groups, group]) > most_lines_side_by_side ? groups : [...groups, group], needed);
}

/// Where a logarithmic axis ends below: the smallest value that it can show.
const floor_of = values => values.reduce((low, value) => value > 0 ? Math.min(low, value) : low, Infinity);

function view_of(figure) {
    const chart = data.charts[Number(figure.dataset.chart)], variants = variants_of(chart);
    const values = charted_lines(chart).flatMap(line => finite([...line.p05, ...line.p50, ...line.p95]));
    const low = values.reduce((a, b) => Math.min(a, b), Infinity), high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const wide = !chart.share && low > 0 && high / low > wide_ratio, part = name => figure.querySelector("." + name);
    const both = variants.length === 2 && chart.chosen.length <= most_charted_groups_of_two_variants, together = both || data.sources.length > 1;
    return {
        figure, chart, wide, log: wide, positive: high > 0 && low >= 0, floor: floor_of(values), stacked: false,
        lines: lines_by_key(chart), kept: new Map(), groups: new Set(groups_at_first(chart, variants)),
        variant: together && variants.length > 1 ? every_variant : variants[0],
        plot: part("plot"), legend: part("legend"), controls: part("controls"), distribution: part("distribution"),
        alternative: part("plot").getAttribute("aria-label"),
    };
}

// ---- Lines where the controls stand -----------------------------------------------------------------------------------------------

function line_here(view, variant, group) {
    const points = view.lines.get(line_key(variant, group));
    if (!points || !points[here.nearest]) return null;
    if (here.exact) return {...points[here.nearest], variant, group};
    return {...line_between(view, here, points), variant, group};
}
const variants_shown = view => view.variant === every_variant ? variants_of(view.chart) : [view.variant];
const groups_shown = view => [...view.groups].sort(by_number);
const lines_here = view => view.stacked ? stacked_lines(view)
    : variants_shown(view).flatMap(variant => groups_shown(view).map(group => line_here(view, variant, group))).filter(Boolean);

function stack_groups(chart) {
    const present = distinct(chart.lines.map(line => line.group)).sort(by_number);
    const level = present.some(group => data.groups[group].level === "country") ? "country" : data.groups[chart.chosen[0]].level;
    return present.filter(group => data.groups[group].level === level);
}
/// The groups of one level, those with a colour of their own apart and the rest together.
function stacked_lines(view) {
    const variant = Math.max(0, view.variant);
    const lines = stack_groups(view.chart).map(group => line_here(view, variant, group)).filter(Boolean);
    const own = lines.filter(line => slots[line.group] < palette_size).sort((a, b) => slots[a.group] - slots[b.group]);
    const rest = lines.filter(line => slots[line.group] >= palette_size);
    const known = date => rest.some(line => line.mean[date] !== null);
    const sum = date => known(date) ? rest.reduce((total, line) => total + (line.mean[date] ?? 0), 0) : null;
    return rest.length ? [...own, {variant, group: null, label: `${rest.length} others`, mean: data.dates.map((_, date) => sum(date))}] : own;
}
const drawn_values = (view, line) => view.stacked ? line.mean : line.p50;

function interpolation_errors(view) {
    const lines = [], relative = view.wide;
    for (const {variant, group} of lines_here(view).filter(line => line.group !== null)) {
        const errors = errors_of_line(view, here.spline, view.lines.get(line_key(variant, group)));
        if (errors.length) lines.push({variant, group, rms: root_mean_square(errors), worst: Math.max(...errors.map(Math.abs))});
    }
    const worst = lines.length ? Math.max(...lines.map(line => line.worst)) : null;
    return {lines, relative, worst, rms: root_mean_square(lines.map(line => line.rms))};
}

// ---- Words for lines --------------------------------------------------------------------------------------------------------------

/// The program's words by date, as its tables have them; a line that the page made itself has none.
const words_for = (view, line) => view.stacked ? line.mean_text : line.text;

/// These words, or where there are none the numbers rounded here.
function estimate_text(view, line, at) {
    const words = words_for(view, line), value = drawn_values(view, line)[at];
    if (words) return words[at] ?? "–";
    if (value === null) return "–";
    return view.stacked || data.replicates < 2 ? value_text(view.chart, value) : interval_text(view.chart, line.p05[at], value, line.p95[at]);
}
/// Which of the estimates shown the page rounded by itself.
function rounding_text(view) {
    const rounded = view.drawn.filter(line => !words_for(view, line));
    if (!rounded.length) return "";
    return rounded.length === view.drawn.length ? ", rounded by this page" : `; “${rounded[0].label}” added up and rounded by this page`;
}
function kind_text(view) {
    if (view.stacked) return "means, stacked";
    if (data.paired) return `mean difference [95${thin_space}%]`;
    return data.replicates > 1 ? `median [${data.interval}]` : "the one replicate";
}
const estimates_text = (view, at) => view.drawn.map(line => `${name_of(view, line)} ${estimate_text(view, line, at)}`).join("; ");

// ---- Colours and names ------------------------------------------------------------------------------------------------------------

/// One colour for a group on the whole page: first the groups that charts show at first, then the largest of a stack, then the others.
function colour_slots() {
    const order = data.charts.flatMap(chart => chart.chosen), chart = data.charts.find(candidate => candidate.stack);
    if (chart) {
        const size = group => finite(chart.lines.find(line => line.group === group)?.mean ?? []).pop() ?? 0;
        order.push(...stack_groups(chart).sort((a, b) => size(b) - size(a)));
    }
    const slot = [];
    distinct([...order, ...range(data.groups.length)]).forEach((group, place) => slot[group] = place);
    return slot;
}
const slots = colour_slots();
const colour_of = line => colour(line.group === null ? "--quiet-fill" : `--series-${slots[line.group] % palette_size}`);
/// Dashes tell variants apart, or groups of the same colour.
function dash_of(view, line) {
    if (view.variant === every_variant && !view.stacked) return dashes[line.variant % dashes.length];
    return line.group !== null && slots[line.group] >= palette_size ? dashes[1] : dashes[0];
}
function name_of(view, line) {
    const group = line.label ?? data.groups[line.group].label;
    if (view.variant !== every_variant || view.stacked) return group;
    return view.groups.size < 2 ? data.variants[line.variant] : `${group}, ${data.variants[line.variant]}`;
}
function swatch(view, line) {
    const pattern = {stroke: colour_of(line), "stroke-width": view.stacked ? 9 : 2.5, "stroke-dasharray": dash_of(view, line).join(" ")};
    const stroke = element("svg:line", {x1: 0, x2: 22, y1: 5, y2: 5, ...pattern});
    return element("svg:svg", {width: 22, height: 10, "aria-hidden": "true", class: "swatch"}, stroke);
}
