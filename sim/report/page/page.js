// Draws the charts of a report from the numbers in the page and, where there is a sweep, lets its parameters be moved.
// The page reads well without this script: it adds, and takes nothing away. Charts are drawn by dygraphs.
(() => {
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const times = data.dates.map(date => Date.parse(date));
const every_world = -1;
const palette_size = 8;
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2, 2, 2, 2, 2]];
const thin_space = "\u202f";

// ---- Small helpers ----------------------------------------------------------------------------------------------------------------

function element(tag, attributes = {}, ...children) {
    const made = tag.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
}
const range = count => Array.from({length: count}, (_, i) => i);
const distinct = values => [...new Set(values)];
const finite = values => values.filter(value => value !== null && value !== undefined);
const colour = name => getComputedStyle(root).getPropertyValue(name).trim();
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function text_width(text, bold = false) {
    text_width.canvas ??= document.createElement("canvas").getContext("2d");
    text_width.canvas.font = (bold ? "600 " : "") + "12px " + getComputedStyle(document.body).fontFamily;
    return text_width.canvas.measureText(text).width;
}

// ---- Numbers as text --------------------------------------------------------------------------------------------------------------

const power_text = exponent => `${thin_space}×${thin_space}10` + String(Number(exponent)).replace(/./g, c => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
const unit_text = unit => unit.replace(/\*/g, "·");
const grouped = [0, 1, 2, 3, 4].map(digits => new Intl.NumberFormat("en", {maximumSignificantDigits: Math.max(1, digits)}));

function number_text(value, digits = 3) {
    if (value === 0) return "0";
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    if (exponent >= 6 || exponent < -3) return String(Number(mantissa)).replace("-", "−") + power_text(exponent);
    return grouped[digits].format(value).replace("-", "−");
}

/// Without the sign of per cent: at most four digits, and as many of 99.93 as tell it from 100.
function percent_text(share) {
    const percent = 100 * share, size = Math.abs(percent);
    if (size < 1 && size > 0) return number_text(percent, 2);
    return String(percent.toFixed(size > 99 && size < 99.995 ? 2 : 1)).replace(/^(-?0|100)\.0+$/, "$1").replace("-", "−");
}
const share_unit = thin_space + (data.paired ? "pp" : "%");
const value_text = (chart, value) => chart.share ? percent_text(value) + share_unit : number_text(value);
const bare_text = (chart, value) => chart.share ? percent_text(value) : number_text(value);

function estimate_text(chart, line, at, stacked) {
    if (stacked) return line.mean[at] === null ? "–" : value_text(chart, line.mean[at]);
    if (line.p50[at] === null) return "–";
    if (data.replicates < 2) return value_text(chart, line.p50[at]);
    if (line.p05[at] === line.p95[at]) return value_text(chart, line.p50[at]);
    const [low, middle, high] = [line.p05[at], line.p50[at], line.p95[at]], exponent = Math.floor(Math.log10(Math.abs(middle)));
    if (chart.share || exponent < 6 || !Number.isFinite(exponent)) return `${value_text(chart, middle)} [${bare_text(chart, low)}, ${bare_text(chart, high)}]`;
    const part = value => number_text(value / 10 ** exponent);
    return `${part(middle)} [${part(low)}, ${part(high)}]${power_text(exponent)}`;
}

// ---- The points of a sweep: which parameters move, and what lies between the computed points -----------------------------------------

/// Two axes are one where the value of either tells the value of the other, and that is no accident of all values being different.
function move_together(one, other) {
    const there = new Map(), back = new Map();
    for (const point of range(data.points)) {
        const a = one.texts[point], b = other.texts[point];
        if ((there.get(a) ?? b) !== b || (back.get(b) ?? a) !== a) return false;
        there.set(a, b);
        back.set(b, a);
    }
    if (there.size < data.points || !one.numbers.length || !other.numbers.length) return true;
    const order = range(data.points).sort((i, j) => one.numbers[i] - one.numbers[j]).map(point => other.numbers[point]);
    return order.every((value, i) => !i || value >= order[i - 1]) || order.every((value, i) => !i || value <= order[i - 1]);
}

/// A control moves all axes that move together: a slider over numbers, in [0, 1], or a choice among words.
function find_controls() {
    const controls = [];
    data.axes.forEach((axis, index) => {
        const same = controls.find(control => move_together(data.axes[control.axes[0]], axis));
        if (same) same.axes.push(index); else controls.push({axes: [index]});
    });
    for (const control of controls) {
        control.leader = data.axes[control.axes.find(index => data.axes[index].numbers.length) ?? control.axes[0]];
        const {numbers, texts} = control.leader, low = Math.min(...numbers), high = Math.max(...numbers);
        control.slides = numbers.length > 0 && high > low;
        control.log = control.slides && low > 0 && high / low >= 10;
        const form = control.log ? Math.log : Number;
        control.scaled = numbers.map(value => (form(value) - form(low)) / (form(high) - form(low)));
        control.value_at = t => control.log ? low * (high / low) ** t : low + t * (high - low);
        control.place_of = value => clamp((form(value) - form(low)) / (form(high) - form(low)), 0, 1);
        control.marks = distinct(control.scaled).sort((a, b) => a - b);
        control.setting = control.slides ? 0.5 : texts[0];
    }
    return controls.filter(control => distinct(control.leader.texts).length > 1);
}

/// The inverse of a square matrix, row by row, or nothing where it has none.
function inverse_of(matrix) {
    const n = matrix.length, a = matrix.map((row, i) => Float64Array.from([...row, ...range(n).map(j => i === j ? 1 : 0)]));
    for (let column = 0; column < n; ++column) {
        let pivot = column;
        for (let i = column + 1; i < n; ++i) if (Math.abs(a[i][column]) > Math.abs(a[pivot][column])) pivot = i;
        if (Math.abs(a[pivot][column]) < 1e-11) return null;
        [a[column], a[pivot]] = [a[pivot], a[column]];
        const row = a[column], scale = 1 / row[column];
        for (let j = column; j < 2 * n; ++j) row[j] *= scale;
        for (let i = 0; i < n; ++i) {
            const factor = a[i][column];
            if (i === column || factor === 0) continue;
            for (let j = column; j < 2 * n; ++j) a[i][j] -= factor * row[j];
        }
    }
    return a.map(row => row.slice(n));
}

const distance = (x, y) => Math.hypot(...x.map((value, i) => value - y[i]));

/// A polyharmonic spline (kernel r) with a linear tail through the points, with a constant one where they are too few for it.
/// Points at the same place count as one site with their mean. The matrix is inverted once for all lines, dates and places.
function fit_spline(points) {
    const sliders = controls.filter(control => control.slides), sites = [];
    for (const point of points) {
        const x = sliders.map(control => control.scaled[point]);
        const site = sites.find(other => distance(other.x, x) < 1e-12);
        if (site) site.members.push(point); else sites.push({x, members: [point]});
    }
    const tails = sites.length > sliders.length + 1 ? [x => [1, ...x], () => [1]] : [() => [1]];
    for (const tail of tails) {
        const width = tail(sites[0].x).length;
        const matrix = sites.map(({x}) => [...sites.map(other => distance(x, other.x)), ...tail(x)]);
        for (const k of range(width)) matrix.push([...sites.map(({x}) => tail(x)[k]), ...Array(width).fill(0)]);
        const inverse = sites.length > 1 && inverse_of(matrix);
        if (inverse) return {sites, tail, inverse};
    }
    return {sites, tail: () => [1], inverse: null};
}

/// How much each site counts at a place: the value there is the sum of weights times the values at the sites.
function site_weights(spline, x) {
    const here = spline.sites.findIndex(site => distance(site.x, x) < 1e-9);
    if (here >= 0 || !spline.inverse) return spline.sites.map((_, i) => i === Math.max(here, 0) ? 1 : 0);
    const right = [...spline.sites.map(site => distance(site.x, x)), ...spline.tail(x)];
    return spline.sites.map((_, i) => right.reduce((sum, value, j) => sum + value * spline.inverse[i][j], 0));
}

/// By Rippa's formula: how far each site's value is from what all others would say, without fitting anew.
function leave_one_out(spline, values) {
    if (!spline.inverse || spline.sites.length < 3) return [];
    return values.map((_, i) => {
        const row = spline.inverse[i], weight = values.reduce((sum, value, j) => sum + row[j] * value, 0);
        return Math.abs(row[i]) < 1e-9 ? null : weight / row[i];
    });
}

const controls = find_controls();
const splines = new Map();

/// The points that agree with the chosen words.
function allowed_points() {
    const words = controls.filter(control => !control.slides);
    return range(data.points).filter(point => words.every(control => control.leader.texts[point] === control.setting));
}
function current_spline() {
    const key = controls.filter(control => !control.slides).map(control => control.setting).join("\u0000");
    if (!splines.has(key)) splines.set(key, fit_spline(allowed_points()));
    return splines.get(key);
}
const current_place = () => controls.filter(control => control.slides).map(control => control.setting);

/// Where the controls stand: the spline, the weights of its sites, the nearest computed point and whether it is this very one.
function locate() {
    if (data.points < 2 || !allowed_points().length) return {spline: {sites: [{x: [], members: [0]}], inverse: null}, weights: [1], nearest: 0, exact: true};
    const spline = current_spline(), place = current_place();
    const away = spline.sites.map(site => distance(site.x, place)), near = away.indexOf(Math.min(...away));
    return {spline, weights: site_weights(spline, place), nearest: spline.sites[near].members[0], exact: away[near] < 1e-9};
}
let here = locate();

// ---- The lines of a chart at the present setting -----------------------------------------------------------------------------------

/// Runs side by side need not measure the same: those that a chart has lines of, a chosen group's before others'.
function worlds_of(chart) {
    const of = lines => distinct(lines.map(line => line.world)).sort((a, b) => a - b), chosen = of(chart.lines.filter(line => chart.chosen.includes(line.group)));
    return chosen.length ? chosen : of(chart.lines);
}

function views_of_charts() {
    return [...document.querySelectorAll("figure.chart")].map(figure => {
        const chart = data.charts[Number(figure.dataset.chart)];
        const lines = new Map();
        for (const line of chart.lines) {
            const key = line.world * data.groups.length + line.group;
            if (!lines.has(key)) lines.set(key, []);
            lines.get(key)[line.point] = line;
        }
        const chosen = chart.lines.filter(line => chart.chosen.includes(line.group)).flatMap(line => finite([...line.p05, ...line.p50, ...line.p95]));
        const low = chosen.reduce((a, b) => Math.min(a, b), Infinity), high = chosen.reduce((a, b) => Math.max(a, b), -Infinity);
        const wide = !chart.share && low > 0 && high / low > 100;
        const part = name => figure.querySelector("." + name);
        return {figure, chart, lines, wide, log: wide, positive: low > 0, stacked: false, kept: new Map(), groups: new Set(chart.chosen), alternative: part("plot").getAttribute("aria-label"),
                world: worlds_of(chart).length === 2 && chart.chosen.length < 4 ? every_world : worlds_of(chart)[0],
                plot: part("plot"), legend: part("legend"), controls: part("controls"), distribution: part("distribution")};
    });
}

/// Values are interpolated as logarithms where the chart is made for a logarithmic axis, and a share stays a share.
const form_of = view => view.wide ? Math.log : Number;
const back_of = view => view.wide ? Math.exp : view.chart.share ? value => clamp(value, 0, 1) : Number;

/// By date, a line's values of one kind at the sites of the spline; nothing for a date where a site has none. Kept, for sliders ask often.
function at_sites(view, world, group, kind) {
    const kept = view.kept.get(here.spline) ?? view.kept.set(here.spline, new Map()).get(here.spline), key = `${world}|${group}|${kind}`;
    if (!kept.has(key)) kept.set(key, data.dates.map((_, date) => sites_at(view, view.lines.get(world * data.groups.length + group), kind, date)));
    return kept.get(key);
}
function sites_at(view, line_points, kind, date) {
    const form = form_of(view);
    const values = Float64Array.from(here.spline.sites, site => {
        const members = site.members.map(point => line_points[point]?.[kind]?.[date] ?? NaN);
        return members.reduce((sum, value) => sum + form(value), 0) / members.length;
    });
    return values.every(Number.isFinite) ? values : null;
}

function line_here(view, world, group) {
    const line_points = view.lines.get(world * data.groups.length + group);
    if (!line_points) return null;
    const made = {world, group, dates: data.dates};
    if (here.exact) return {...line_points[here.nearest], ...made};
    const back = back_of(view);
    for (const kind of view.stacked ? ["mean"] : ["p05", "p25", "p50", "p75", "p95"])
        if (line_points.some(line => line[kind]))
            made[kind] = at_sites(view, world, group, kind).map(values => values && back(values.reduce((sum, value, i) => sum + value * here.weights[i], 0)));
    data.dates.forEach((_, date) => keep_order(made, date));
    return made;
}
/// Quantiles are interpolated one by one, so they may cross: the outer ones give way to the median.
function keep_order(line, date) {
    for (const [inner, outer, pick] of [["p50", "p25", Math.min], ["p50", "p75", Math.max], ["p25", "p05", Math.min], ["p75", "p95", Math.max], ["p50", "p05", Math.min], ["p50", "p95", Math.max]])
        if (line[outer] && line[inner] && line[outer][date] !== null && line[inner][date] !== null) line[outer][date] = pick(line[outer][date], line[inner][date]);
}

const worlds_shown = view => view.world === every_world ? worlds_of(view.chart) : [view.world];
const by_number = (a, b) => a - b;
const lines_here = view => view.stacked ? stacked_lines(view)
    : worlds_shown(view).flatMap(world => [...view.groups].sort(by_number).map(group => line_here(view, world, group))).filter(Boolean);

/// The groups of one level, those with a colour of their own apart and the rest together.
function stacked_lines(view) {
    const members = stack_groups(view.chart), world = Math.max(0, view.world);
    const lines = members.map(group => line_here(view, world, group)).filter(Boolean);
    const own = lines.filter(line => slots[line.group] < palette_size).sort((a, b) => slots[a.group] - slots[b.group]);
    const rest = lines.filter(line => slots[line.group] >= palette_size);
    const sum = date => rest.some(line => line.mean[date] !== null) ? rest.reduce((total, line) => total + (line.mean[date] ?? 0), 0) : null;
    return rest.length ? [...own, {world, group: null, dates: data.dates, label: `${rest.length} others`, mean: data.dates.map((_, date) => sum(date))}] : own;
}
function stack_groups(chart) {
    const present = distinct(chart.lines.map(line => line.group)).sort(by_number);
    const level = present.some(group => data.groups[group].level === "country") ? "country" : data.groups[chart.chosen[0]].level;
    return present.filter(group => data.groups[group].level === level);
}

/// Leaving one computed point out: how far the median of the last date is from what the others say; relative where the axis is logarithmic.
function interpolation_errors(view) {
    const lines = [];
    for (const {world, group} of lines_here(view).filter(line => line.group !== null)) {
        const values = finite(at_sites(view, world, group, "p50")).pop() ?? [], back = back_of(view);
        const errors = finite(leave_one_out(here.spline, [...values]).map((error, i) => {
            if (error === null) return null;
            const truth = view.wide ? Math.exp(values[i]) : values[i];
            return (back(values[i] - error) - truth) / (view.wide ? truth : 1);
        }));
        if (errors.length) lines.push({world, group, rms: Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length), worst: Math.max(...errors.map(Math.abs))});
    }
    if (!lines.length) return {lines, relative: view.wide, rms: null, worst: null};
    return {lines, relative: view.wide, rms: Math.sqrt(lines.reduce((sum, line) => sum + line.rms ** 2, 0) / lines.length), worst: Math.max(...lines.map(line => line.worst))};
}

// ---- Colours and names ----------------------------------------------------------------------------------------------------------------

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
const dash_of = (view, line) => view.world === every_world && !view.stacked ? dashes[line.world % dashes.length] : line.group !== null && slots[line.group] >= palette_size ? dashes[1] : [];
function name_of(view, line) {
    const group = line.label ?? data.groups[line.group].label;
    return view.world !== every_world || view.stacked ? group : view.groups.size < 2 ? data.worlds[line.world] : `${group}, ${data.worlds[line.world]}`;
}
function swatch(view, line) {
    const stroke = element("svg:line", {x1: 0, x2: 22, y1: 5, y2: 5, stroke: colour_of(line), "stroke-width": view.stacked ? 9 : 2.5, "stroke-dasharray": dash_of(view, line).join(" ")});
    return element("svg:svg", {width: 22, height: 10, "aria-hidden": "true", class: "swatch"}, stroke);
}

// ---- Axes -----------------------------------------------------------------------------------------------------------------------------

function date_ticks(first, last, pixels) {
    const dates = data.dates.slice(first, last + 1), yearly = distinct(dates.map(date => date.slice(0, 4))).length === dates.length;
    const monthly = distinct(dates.map(date => date.slice(0, 7))).length === dates.length;
    const labels = dates.map(date => date.slice(0, yearly ? 4 : monthly ? 7 : 10));
    const room = Math.max(1, Math.floor(pixels / (text_width(labels[0]) + 18)));
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(candidate => dates.length / candidate <= room) ?? dates.length;
    const shown = labels.map((label, i) => yearly && step > 2 ? Number(label) % step === 0 : (dates.length - 1 - i) % step === 0);
    return labels.flatMap((label, i) => shown[i] ? [{v: times[first + i], label}] : []);
}

function value_ticks(chart, [low, high], pixels, log) {
    const room = Math.max(2, Math.floor(pixels / 44)), ticks = [];
    if (log && high / low > 15) {
        const decades = Math.log10(high / low), skip = Math.max(1, Math.ceil(decades / room)), parts = decades * 3 < room ? [1, 2, 5] : [1];
        for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); ++e)
            if (e % skip === 0) for (const part of parts) ticks.push(part * 10 ** e);
        return ticks.filter(v => v >= low && v <= high).map(v => ({v, label: value_text(chart, v).replace(/^1.×./, "")}));
    }
    const rough = (high - low) / room, base = 10 ** Math.floor(Math.log10(rough));
    const step = base * [1, 2, 5, 10].find(factor => factor * base >= rough * 0.999);
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k) ticks.push(Number((k * step).toPrecision(12)));
    const decimals = clamp(Math.ceil(-Math.log10(step * (chart.share ? 100 : 1)) - 1e-9), 0, 6), digits = Math.ceil(Math.log10(high / step) + 1e-9) + 1;
    return ticks.map(v => ({v, label: chart.share ? (100 * v).toFixed(decimals) + share_unit : number_text(v, clamp(digits, 1, 4))}));
}

/// The same over the whole sweep, so that what moves is the line and not the axis.
function value_range(view) {
    if (view.stacked) return [0, view.chart.share ? 1.03 : 1.03 * Math.max(...data.dates.map((_, date) => view.drawn.reduce((sum, line) => sum + (line.mean[date] ?? 0), 0)))];
    let low = Infinity, high = -Infinity;
    for (const line of view.chart.lines) {
        if (!view.groups.has(line.group) || !worlds_shown(view).includes(line.world)) continue;
        const seen = (view.chart.observed ?? []).filter(one => one.group === line.group).map(one => one.value);
        for (const value of [...line.p05, ...line.p50, ...line.p95, ...seen]) if (value !== null && !(view.log && value <= 0)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    if (low > high) return [0, 1];
    if (view.log) return [low / 1.15, high * 1.15];
    const pad = (high - low || Math.abs(high) || 1) * 0.06;
    const start = low >= 0 && low < 0.5 * high ? 0 : low === high ? low - pad : Math.max(low - pad, low >= 0 ? 0 : -Infinity);
    return [start, view.chart.share && high <= 1 ? Math.min(1 + 0.8 * pad, high + pad) : high + pad];
}

// ---- Drawing --------------------------------------------------------------------------------------------------------------------------

function fill_band(view, context, graph, line, [lower, upper], alpha) {
    if (!line[lower] || !line[upper]) return;
    const floor = view.range[0], height = value => graph.toDomYCoord(view.log ? Math.max(value, floor) : value);
    context.globalAlpha = alpha;
    context.fillStyle = colour_of(line);
    const known = date => date < times.length && line[lower][date] !== null && line[upper][date] !== null;
    for (let first = 0; first < times.length; ++first) {
        if (!known(first)) continue;
        let end = first;
        while (known(end)) ++end;
        context.beginPath();
        for (let date = first; date < end; ++date) context.lineTo(graph.toDomXCoord(times[date]), height(line[upper][date]));
        for (let date = end - 1; date >= first; --date) context.lineTo(graph.toDomXCoord(times[date]), height(line[lower][date]));
        context.fill();
        first = end;
    }
}
function draw_bands(view, context, area, graph) {
    if (view.stacked || data.replicates < 2) return;
    const crowded = view.drawn.length > 4;
    context.save();
    context.beginPath();
    context.rect(area.x, area.y, area.w, area.h);
    context.clip();
    for (const line of view.drawn) {
        fill_band(view, context, graph, line, ["p05", "p95"], crowded ? 0.07 : 0.13);
        if (!crowded) fill_band(view, context, graph, line, ["p25", "p75"], 0.2);
    }
    context.restore();
}

/// What was observed of the shown groups: open circles, in front of the lines.
function draw_observed(view, graph) {
    const groups = new Set(view.drawn.map(line => line.group)), context = graph.hidden_ctx_;
    if (view.stacked || !context) return;
    for (const one of (view.chart.observed ?? []).filter(one => groups.has(one.group) && !(view.log && one.value <= 0))) {
        context.beginPath();
        context.arc(graph.toDomXCoord(Date.parse(one.date)), graph.toDomYCoord(one.value), 3.5, 0, 2 * Math.PI);
        Object.assign(context, {fillStyle: colour("--ground"), strokeStyle: colour_of({group: one.group}), lineWidth: 1.75});
        context.fill();
        context.stroke();
    }
}

/// The names of the lines at their right ends, pushed apart where they would cover each other.
function place_names(view, graph) {
    view.plot.querySelectorAll(".name").forEach(old => old.remove());
    if (!view.gutter) return;
    const area = graph.getArea(), height = 15;
    let below = 0;
    const names = [...view.drawn].reverse().flatMap(line => {
        const values = view.stacked ? line.mean : line.p50, last = values.length - 1 - [...values].reverse().findIndex(value => value !== null);
        if (!finite(values).length) return [];
        if (view.stacked) below += values[last];
        const y = graph.toDomYCoord(view.stacked ? below - values[last] / 2 : values[last]);
        const thin = view.stacked && values[last] / view.range[1] * area.h < height - 2;
        return thin ? [] : [{line, y: clamp(y, area.y + 6, area.y + area.h - 6)}];
    }).sort((a, b) => a.y - b.y);
    names.forEach((name, i) => { if (i) name.y = Math.max(name.y, names[i - 1].y + height); });
    for (let i = names.length - 1, limit = area.y + area.h; i >= 0; limit = names[i--].y - height) names[i].y = Math.min(names[i].y, limit);
    for (const {line, y} of names) {
        const name = element("span", {class: "name"}, name_of(view, line));
        Object.assign(name.style, {left: `${area.x + area.w + 10}px`, top: `${y}px`, color: line.group === null ? colour("--quiet") : colour_of(line)});
        view.plot.append(name);
    }
}

function dygraph_options(view, first, last) {
    const rows = times.map((time, date) => [time, ...view.drawn.map(line => (view.stacked ? line.mean : line.p50)[date])]);
    const labels = view.drawn.map(line => `${line.world}|${line.group}`), height = view.plot.clientHeight;
    const ticks = value_ticks(view.chart, view.range, height - 30, view.log);
    const widest = Math.max(...view.drawn.map(line => text_width(name_of(view, line), true)));
    view.gutter = view.drawn.length > 1 && view.plot.clientWidth > 560 ? Math.min(190, widest + 22) : 0;
    const margin = 0.006 * (times[last] - times[first]) || 1;      // a tick on the very edge would not be drawn
    return {
        file: rows, labels: ["date", ...labels], colors: view.drawn.map(colour_of), valueRange: view.range, logscale: view.log, stackedGraph: view.stacked, fillAlpha: 0.8,
        series: Object.fromEntries(view.drawn.map((line, i) => [labels[i], {strokePattern: dash_of(view, line).length ? dash_of(view, line) : null}])),
        dateWindow: [times[first] - margin, times[last] + margin], strokeWidth: view.stacked ? 1 : 2, drawPoints: first === last, pointSize: 3.5, drawGapEdgePoints: true, highlightCircleSize: 3.5,
        legend: "never", showLabelsOnHighlight: false, interactionModel: {}, rightGap: view.gutter || 14, axisLabelFontSize: 12, pixelRatio: root.classList.contains("paper") ? 3 : null,
        axes: {x: {ticker: (a, b, pixels) => date_ticks(first, last, pixels), drawGrid: false, axisLineColor: colour("--axis"), axisLabelWidth: 76, axisTickSize: 7},
               y: {ticker: () => ticks, gridLineColor: colour("--grid"), gridLineWidth: 1, axisLineColor: "transparent", axisTickSize: 0,
                   axisLabelWidth: Math.max(...ticks.map(tick => text_width(tick.label)), 10) + 10}},
        underlayCallback: (context, area, graph) => draw_bands(view, context, area, graph),
        drawCallback: graph => { draw_observed(view, graph); place_names(view, graph); },
        highlightCallback: (event, x, points, row) => show_values(view, row),
        unhighlightCallback: () => show_values(view, view.last),
    };
}

/// What the lines of a chart are, and its axis, change rarely: only then is it built anew; otherwise it is given new numbers.
function draw(view) {
    view.drawn = lines_here(view);
    view.figure.classList.toggle("stacked", view.stacked);
    const kind = JSON.stringify([view.world, view.stacked, view.log, [...view.groups], root.className, view.plot.clientWidth]);
    if (kind !== view.kind || view.stacked) view.range = value_range(view);
    const known = range(times.length).filter(date => view.drawn.some(line => finite([(view.stacked ? line.mean : line.p50)[date]]).length));
    view.last = known[known.length - 1] ?? times.length - 1;
    const options = dygraph_options(view, known[0] ?? 0, view.last), {file, ...others} = options;
    if (kind === view.kind && view.graph) view.graph.updateOptions(options);
    else {
        view.graph?.destroy();
        view.graph = new Dygraph(view.plot, file, others);
    }
    view.kind = kind;
    show_values(view, view.last);
    show_distributions(view);
    show_errors(view);
}
function redraw_all() {
    for (const view of views) {
        view.kind = null;
        draw(view);
        fill_chips(view);
    }
}

function show_values(view, at) {
    const items = view.drawn.map(line => element("li", {}, swatch(view, line), element("span", {}, name_of(view, line)), element("b", {}, estimate_text(view.chart, line, at, view.stacked))));
    const what = data.paired ? "mean difference [95" + thin_space + "%]" : view.stacked ? "means, stacked" : data.replicates > 1 ? "median [90" + thin_space + "%]" : "the one replicate";
    view.legend.replaceChildren(element("p", {}, element("b", {}, data.dates[at]), ` ${view.chart.unit ? unit_text(view.chart.unit) + ", " : ""}${what}`), element("ul", {}, ...items));
    if (data.points > 1 && at === view.last)
        view.plot.setAttribute("aria-label", `${view.alternative} Now shown for ${data.dates[at]}: ${view.drawn.map(line => `${name_of(view, line)} ${estimate_text(view.chart, line, at, view.stacked)}`).join("; ")}.`);
}

function show_errors(view) {
    view.note ??= data.points > 1 ? view.figure.insertBefore(element("p", {class: "interpolation"}), view.figure.querySelector("figcaption")) : null;
    if (!view.note) return;
    const kind = JSON.stringify([view.world, view.stacked, [...view.groups]]);
    if (view.errors?.kind !== kind || view.errors.spline !== here.spline) view.errors = {kind, spline: here.spline, ...interpolation_errors(view)};
    const {rms, worst, relative} = view.errors;
    const said = error => relative ? number_text(100 * error, 2) + thin_space + "%" : view.chart.share ? number_text(100 * error, 2) + " pp" : number_text(error, 2) + (view.chart.unit ? " " + unit_text(view.chart.unit) : "");
    const state = here.exact ? "Computed, not interpolated. Between computed runs " : "Interpolated between computed runs: ";
    view.note.textContent = state + (rms === null ? "too few points to tell the error." : `leaving one out errs by ${said(rms)} (root mean square), ${said(worst)} at worst.`);
}

// ---- Distributions at the last date ------------------------------------------------------------------------------------------------------

function show_distributions(view) {
    const wanted = view.chart.distributions.filter(one => one.width > 0 && worlds_shown(view).includes(one.world) && view.groups.has(one.group));
    if (view.stacked || !wanted.length) return view.distribution.replaceChildren();
    const ends = wanted.map(one => [one.from, one.from + one.width * one.counts.length]);
    const all = [Math.min(...ends.map(end => end[0])), Math.max(...ends.map(end => end[1]))];
    const comparable = ends.every(end => end[1] - end[0] > (all[1] - all[0]) / 5);
    const plots = wanted.slice(0, 12).map((one, i) => histogram(view, one, comparable ? all : ends[i]));
    view.distribution.replaceChildren(element("h4", {}, `Replicates on ${wanted[0].date}`), element("div", {class: "histograms"}, ...plots));
}
function histogram(view, one, [low, high]) {
    const width = 240, height = 64, line = {world: one.world, group: one.group}, most = Math.max(...one.counts), total = one.counts.reduce((a, b) => a + b, 0);
    const x = value => (value - low) / (high - low || 1) * width, named = name_of(view, line);
    const bars = one.counts.map((count, i) => element("svg:rect", {x: x(one.from + i * one.width).toFixed(2), y: (height - count / most * height).toFixed(2),
        width: Math.max(0.5, x(low + one.width) - (one.counts.length > 40 ? 0 : 0.75)).toFixed(2), height: (count / most * height).toFixed(2), fill: colour_of(line)}));
    const median = view.lines.get(one.world * data.groups.length + one.group)?.[0]?.p50[data.dates.indexOf(one.date)] ?? null;
    const marks = median === null ? [] : [element("svg:line", {x1: x(median), x2: x(median), y1: 0, y2: height + 5, class: "median"})];
    const label = `${named}: ${total} replicates from ${value_text(view.chart, one.from)} to ${value_text(view.chart, one.from + one.width * one.counts.length)}${median === null ? "" : `, median ${value_text(view.chart, median)}`}`;
    const drawing = element("svg:svg", {viewBox: `0 0 ${width} ${height + 6}`, role: "img", "aria-label": label, preserveAspectRatio: "none"}, ...bars,
        element("svg:line", {x1: 0, x2: width, y1: height, y2: height, class: "base"}), ...marks);
    return element("div", {class: "histogram"}, element("p", {}, swatch(view, line), named), drawing,
        element("p", {class: "ends", "aria-hidden": "true"}, element("span", {}, value_text(view.chart, low)), element("span", {}, value_text(view.chart, high))));
}

// ---- Controls of a chart --------------------------------------------------------------------------------------------------------------

function toggle(label, pressed, act) {
    const button = element("button", {type: "button", "aria-pressed": pressed, class: "toggle"}, label);
    button.addEventListener("click", () => button.setAttribute("aria-pressed", act()));
    return button;
}
function chip(view, group) {
    const button = toggle(data.groups[group].label, view.groups.has(group), () => {
        if (!view.groups.has(group)) view.groups.add(group);
        else if (view.groups.size > 1) view.groups.delete(group);
        draw(view);
        return view.groups.has(group);
    });
    button.classList.add("chip");
    button.prepend(swatch({...view, world: 0, stacked: false}, {group, world: 0}));
    return button;
}
function fill_chips(view) {
    const present = distinct(view.chart.lines.map(line => line.group)).sort(by_number), first = present.filter(group => view.chart.chosen.includes(group));
    const rest = present.filter(group => !first.includes(group)), open = view.chips.querySelector("details")?.open ?? false;
    view.chips.replaceChildren(element("div", {class: "row"}, ...first.map(group => chip(view, group))));
    if (!rest.length) return;
    const levels = distinct(rest.map(group => data.groups[group].level));
    const rows = levels.map(level => element("div", {class: "row"}, ...rest.filter(group => data.groups[group].level === level).map(group => chip(view, group))));
    const more = element("details", {class: "more"}, element("summary", {}, `${rest.length} more groups`), ...rows);
    more.open = open;
    view.chips.append(more);
}
function fill_controls(view) {
    view.chips = element("div", {class: "chips", role: "group", "aria-label": "Groups shown"});
    const tools = element("div", {class: "row tools"});
    if (worlds_of(view.chart).length > 1) {
        const choice = element("select", {"aria-label": "Variant shown"}, ...worlds_of(view.chart).map(world => element("option", {value: world}, data.worlds[world])), element("option", {value: every_world}, "all variants"));
        choice.value = view.world;
        choice.addEventListener("change", () => { view.world = Number(choice.value); draw(view); });
        tools.append(choice);
    }
    if (view.positive && !view.chart.stack) tools.append(toggle("Logarithmic", view.log, () => { view.log = !view.log; draw(view); return view.log; }));
    if (view.chart.stack && stack_groups(view.chart).length > 1 && view.chart.lines[0].mean)
        tools.append(toggle("Stacked", view.stacked, () => { view.stacked = !view.stacked; view.log = false; view.chips.hidden = view.stacked; draw(view); return view.stacked; }));
    view.controls.replaceChildren(tools, view.chips);
    fill_chips(view);
}

/// Arrow keys and fingers move through the dates as the mouse does.
function make_readable(view) {
    let at = view.last;
    const select = row => { at = clamp(row, 0, view.last); view.graph.setSelection(at); show_values(view, at); };
    view.plot.tabIndex = 0;
    view.plot.addEventListener("focus", () => { at = view.last; view.legend.setAttribute("aria-live", "polite"); });
    view.plot.addEventListener("blur", () => { view.legend.removeAttribute("aria-live"); view.graph.clearSelection(); show_values(view, view.last); });
    view.plot.addEventListener("keydown", event => {
        const step = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: view.last}[event.key];
        if (step === undefined) return;
        event.preventDefault();
        select(step);
    });
    view.plot.addEventListener("touchmove", event => select(view.graph.findClosestRow(event.touches[0].clientX - view.plot.getBoundingClientRect().left)), {passive: true});
}

// ---- Sliders over the sweep ------------------------------------------------------------------------------------------------------------

const setting_text = control => control.slides ? `${number_text(control.value_at(control.setting))} ${control.leader.unit}`.trim() : control.setting;
function shown_setting(control) {
    const point = control.slides ? control.scaled.findIndex(t => Math.abs(t - control.setting) < 1e-9) : -1;
    return point < 0 ? setting_text(control) : control.leader.texts[point];
}
/// Sliders stand on a grid of steps, a setting may lie between two of them: near a computed value it is that value.
function snapped(control, t, reach) {
    const nearest = control.marks.reduce((best, mark) => Math.abs(mark - t) < Math.abs(best - t) ? mark : best, control.marks[0]);
    return control.marks.length <= 16 && Math.abs(nearest - t) <= reach ? nearest : t;
}
function slider(control, index) {
    const id = `axis-${index}`, {leader} = control;
    const title = element("label", {for: id}, leader.name), output = element("output", {for: id});
    const also = control.axes.filter(axis => data.axes[axis] !== leader).map(axis => data.axes[axis].path);
    const path = element("p", {class: "path"}, leader.path, ...(also.length ? [element("span", {}, `, and with it ${also.length > 2 ? also.length + " others" : also.join(", ")}`)] : []));
    path.title = [leader.path, ...also].join("\n");
    if (!control.slides) {
        control.input = element("select", {id}, ...distinct(leader.texts).map(text => element("option", {}, text)));
        control.input.addEventListener("change", () => { control.setting = control.input.value; move(); });
        return element("div", {class: "slider"}, title, control.input, path);
    }
    control.input = element("input", {id, type: "range", min: 0, max: 200, step: 1});
    control.output = output;
    let held = false;
    control.input.addEventListener("pointerdown", () => held = true);
    control.input.addEventListener("pointerup", () => held = false);
    control.input.addEventListener("input", () => { control.setting = snapped(control, control.input.value / 200, held ? 0.015 : 0.0026); move(); });
    const marks = element("svg:svg", {class: control.marks.length > 40 ? "marks dense" : "marks", "aria-hidden": "true"}, ...control.marks.map(t => element("svg:line", {x1: `${100 * t}%`, x2: `${100 * t}%`, y1: 0, y2: 5})));
    const ends = [control.marks[0], 1].map(t => element("span", {}, leader.texts[control.scaled.indexOf(t)]));
    return element("div", {class: "slider"}, title, output, control.input, marks, element("p", {class: "ends"}, ...ends), path);
}
/// Charts in sight follow at once, the others when the hand rests.
function move() {
    here = locate();
    show_setting();
    const near = view => { const box = view.figure.getBoundingClientRect(); return box.bottom > -50 && box.top < innerHeight + 50; };
    move.frame ??= requestAnimationFrame(() => { move.frame = undefined; views.filter(near).forEach(draw); });
    clearTimeout(move.rest);
    move.rest = setTimeout(() => { views.filter(view => !near(view)).forEach(draw); say_setting(); }, 150);
}
function show_setting() {
    for (const control of controls) {
        if (!control.slides) { control.input.value = control.setting; continue; }
        control.input.value = Math.round(200 * control.setting);
        control.output.textContent = shown_setting(control);
        control.input.setAttribute("aria-valuetext", shown_setting(control));
    }
    explore.nearest.hidden = here.exact;
    explore.readout.classList.toggle("computed", here.exact);
}
function say_setting() {
    const where = controls.map(control => `${control.leader.name} ${control.leader.texts[here.nearest]}`).join(", ");
    explore.readout.textContent = here.exact ? `Computed, not interpolated: point ${here.nearest}.` : `Between computed runs: interpolated. Nearest is point ${here.nearest} (${where}).`;
}
function go_to_point(point) {
    for (const control of controls) control.setting = control.slides ? control.scaled[point] : control.leader.texts[point];
    move();
}
const explore = {};
function start_exploring() {
    const section = document.getElementById("explore"), panel = section?.querySelector(".sliders");
    if (!panel || !controls.length) return;
    explore.readout = element("p", {class: "readout", "aria-live": "polite"});
    explore.nearest = element("button", {type: "button", class: "toggle"}, "Go to it");
    explore.nearest.addEventListener("click", () => go_to_point(here.nearest));
    panel.append(...controls.map(slider), element("div", {class: "state"}, explore.readout, explore.nearest));
    follow_charts(section);
    here = locate();
    for (const control of controls) control.setting = control.slides ? control.scaled[here.nearest] : control.leader.texts[here.nearest];
    here = locate();
    show_setting();
    say_setting();
}
/// Section and charts go into one box, in which the sliders stay in sight; the heading takes over the address of the section.
function follow_charts(section) {
    const box = element("div", {class: "explored"});
    section.before(box);
    box.append(section, document.getElementById("charts"));
    section.querySelector("h2").id = section.id;
    section.removeAttribute("id");
}

// ---- The page ---------------------------------------------------------------------------------------------------------------------------

/// On paper every table is open (the long list of a scenario's values stays as it is), all is light, and charts are as wide as the sheet.
function prepare_print() {
    if (prepare_print.opened) return;
    prepare_print.opened = [...document.querySelectorAll("#tables details:not([open])")];
    prepare_print.opened.forEach(details => details.open = true);
    root.classList.add("paper");
    redraw_all();
    views.forEach(view => view.plot.append(picture_of(view.plot.querySelector("canvas"))));
}
/// Browsers print a canvas as it last was on the screen, or not at all; a picture of it they print.
function picture_of(canvas) {
    const picture = element("img", {src: canvas.toDataURL(), alt: "", class: "printed"});
    Object.assign(picture.style, {width: canvas.style.width, height: canvas.style.height});
    canvas.style.visibility = "hidden";
    return picture;
}
function finish_print() {
    document.querySelectorAll(".printed").forEach(picture => picture.remove());
    prepare_print.opened?.forEach(details => details.open = false);
    prepare_print.opened = undefined;
    root.classList.remove("paper");
    redraw_all();
}

const views = views_of_charts();
root.classList.add("scripted");
start_exploring();
for (const view of views) {
    fill_controls(view);
    draw(view);
    make_readable(view);
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw_all);
addEventListener("resize", () => { clearTimeout(redraw_all.rest); redraw_all.rest = setTimeout(redraw_all, 60); });
addEventListener("beforeprint", prepare_print);
addEventListener("afterprint", finish_print);

window.simPage = {
    data,
    shown: chart => views[chart].drawn.map(({world, group, dates, mean, p05, p50, p95}) => views[chart].stacked ? {world, group, dates, mean} : {world, group, dates, p05, p50, p95}),
    set: (axis, value) => {
        const control = controls.find(one => one.axes.includes(axis)), own = data.axes[axis];
        const nearest = own.numbers.length ? range(data.points).reduce((best, i) => Math.abs(own.numbers[i] - value) < Math.abs(own.numbers[best] - value) ? i : best, 0) : own.texts.indexOf(value);
        control.setting = !control.slides ? control.leader.texts[nearest] : own === control.leader ? snapped(control, control.place_of(value), 1e-9) : control.scaled[nearest];
        here = locate();
        show_setting();
        say_setting();
        views.forEach(draw);
    },
    errors: chart => interpolation_errors(views[chart]),
    computed: () => here.exact ? here.nearest : null,
};
})();
