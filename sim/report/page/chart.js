// Draws a chart by dygraphs: its axes, lines, bands and observed values, the legend below it, and the distributions at the last date.

const band_opacity = {outer: 0.13, inner: 0.2, crowded: 0.07}, most_lines_with_inner_bands = 4;
const name_height = 15, name_gap = 10, widest_gutter = 190, narrowest_plot_with_names = 560;
const widest_log_axis = 1e12, label_gap = 18, below_plot = 30;

// ---- Axes -------------------------------------------------------------------------------------------------------------------------

function ticks_of_dates(first, last, pixels) {
    const dates = data.dates.slice(first, last + 1), room = Math.floor(pixels / (text_width(date_labels(dates)[0]) + label_gap));
    return date_ticks(dates, Math.max(1, room)).map(({at, label}) => ({v: times[first + at], label}));
}

function stacked_range(view) {
    const height = date => view.drawn.reduce((sum, line) => sum + (line.mean[date] ?? 0), 0), headroom = 1.03;
    return [0, headroom * (view.chart.share ? 1 : Math.max(...range(times.length).map(height)))];
}
/// Of all that the shown lines, their bands and what was observed reach over the whole sweep.
function values_shown(view) {
    const shown = line => view.groups.has(line.group) && variants_shown(view).includes(line.variant);
    const seen = view.chart.observed.filter(one => view.groups.has(one.group)).map(one => one.value);
    const all = view.chart.lines.filter(shown).flatMap(line => [...line.p05, ...line.p50, ...line.p95]);
    return finite([...all, ...(all.length ? seen : [])]).filter(value => !(view.log && value <= 0));
}
/// The same over the whole sweep, so that what moves is the line and not the axis.
function value_range(view) {
    if (view.stacked) return stacked_range(view);
    const values = values_shown(view);
    if (!values.length) return [0, 1];
    const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
    if (view.log) return [Math.max(low, high / widest_log_axis) / 1.15, high * 1.15];
    const pad = (high - low || Math.abs(high) || 1) * 0.06;
    const start = low >= 0 && low < 0.5 * high ? 0 : low === high ? low - pad : Math.max(low - pad, low >= 0 ? 0 : -Infinity);
    return [start, view.chart.share && high <= 1 ? Math.min(1 + 0.8 * pad, high + pad) : high + pad];
}

// ---- What dygraphs does not draw --------------------------------------------------------------------------------------------------

/// What lies below a logarithmic axis is drawn at its end.
const on_axis = (view, value) => view.log && value !== null ? Math.max(value, view.range[0]) : value;

function fill_band(view, context, graph, line, [lower, upper], alpha) {
    if (!line[lower] || !line[upper]) return;
    const height = value => graph.toDomYCoord(on_axis(view, value));
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
    const crowded = view.drawn.length > most_lines_with_inner_bands;
    context.save();
    context.beginPath();
    context.rect(area.x, area.y, area.w, area.h);
    context.clip();
    for (const line of view.drawn) {
        fill_band(view, context, graph, line, ["p05", "p95"], crowded ? band_opacity.crowded : band_opacity.outer);
        if (!crowded) fill_band(view, context, graph, line, ["p25", "p75"], band_opacity.inner);
    }
    context.restore();
}

/// What was observed of the shown groups: open circles, in front of the lines.
function draw_observed(view, graph) {
    const groups = new Set(view.drawn.map(line => line.group)), context = graph.hidden_ctx_;
    if (view.stacked || !context) return;
    for (const one of view.chart.observed.filter(one => groups.has(one.group) && !(view.log && one.value <= 0))) {
        context.beginPath();
        context.arc(graph.toDomXCoord(Date.parse(one.date)), graph.toDomYCoord(one.value), 3.5, 0, 2 * Math.PI);
        Object.assign(context, {fillStyle: colour("--ground"), strokeStyle: colour_of({group: one.group}), lineWidth: 1.75});
        context.fill();
        context.stroke();
    }
}

/// Where the tables of data among the inputs end, or where a hindcast knows no more: what lies right of it rests on assumptions alone.
function data_end_of(graph) {
    const [left, right] = graph.xAxisRange(), end = data.data_end ? Date.parse(data.data_end) : NaN;
    return end > left && end < right ? end : null;
}
function draw_data_end(context, area, graph) {
    const end = data_end_of(graph);
    if (end === null) return;
    const x = graph.toDomXCoord(end), label = "data end", room = text_width(label) + 8;
    context.save();
    Object.assign(context, {strokeStyle: colour("--axis"), lineWidth: 1, textBaseline: "top"});
    context.font = "11px " + getComputedStyle(document.body).fontFamily;
    context.setLineDash([2, 4]);
    context.beginPath();
    context.moveTo(x, area.y);
    context.lineTo(x, area.y + area.h);
    context.stroke();
    const left = x - room > area.x ? x - room : x + 5;
    context.fillStyle = colour("--ground");
    context.fillRect(left - 2, area.y, room - 4, 13);
    context.fillStyle = colour("--quiet");
    context.fillText(label, left, area.y + 1);
    context.restore();
}

/// The heights of lines at their right ends: in a stack, of the middles of those that are thick enough for a name.
function heights_of_ends(view, graph) {
    const area = graph.getArea();
    let below = 0;
    return [...view.drawn].reverse().flatMap(line => {
        const last = finite(drawn_values(view, line)).pop();
        if (last === undefined) return [];
        if (view.stacked) below += last;
        const y = graph.toDomYCoord(view.stacked ? below - last / 2 : on_axis(view, last));
        const thin = view.stacked && last / view.range[1] * area.h < name_height - 2;
        return thin ? [] : [{line, y: clamp(y, area.y + 6, area.y + area.h - 6)}];
    }).sort((a, b) => a.y - b.y);
}
/// The names of the lines at their right ends, pushed apart where they would cover each other.
function place_names(view, graph) {
    view.plot.querySelectorAll(".name").forEach(old => old.remove());
    if (!view.gutter) return;
    const area = graph.getArea(), names = heights_of_ends(view, graph);
    for (const name of names) {
        const left = area.x + area.w + name_gap, text_colour = name.line.group === null ? colour("--quiet") : colour_of(name.line);
        name.made = element("span", {class: "name"}, name_of(view, name.line));
        Object.assign(name.made.style, {left: `${left}px`, maxWidth: `${view.gutter - name_gap}px`, color: text_colour});
        view.plot.append(name.made);
        name.height = Math.max(name_height, name.made.offsetHeight);
    }
    push_apart(names, area.y + area.h);
    if (names.length && names[0].y < area.y - name_height) return names.forEach(name => name.made.remove());   // the legend has them
    names.forEach(name => name.made.style.top = `${name.y}px`);
}
/// Down where they would cover each other, then up from the lower end.
function push_apart(names, end) {
    const apart = i => (names[i].height + names[i - 1].height) / 2;
    names.forEach((name, i) => { if (i) name.y = Math.max(name.y, names[i - 1].y + apart(i)); });
    for (let i = names.length - 1, limit = end; i >= 0; --i) {
        names[i].y = Math.min(names[i].y, limit);
        if (i) limit = names[i].y - apart(i);
    }
}

// ---- Drawing ----------------------------------------------------------------------------------------------------------------------

function axes_of(view, first, last) {
    const ticks = value_ticks(view.chart, view.range, view.plot.clientHeight - below_plot, view.log);
    const label_width = Math.max(...ticks.map(tick => text_width(tick.label)), 10) + 10;
    return {
        x: {ticker: (a, b, pixels) => ticks_of_dates(first, last, pixels), drawGrid: false, axisLineColor: colour("--axis"), axisLabelWidth: 76,
            axisTickSize: 7},
        y: {ticker: () => ticks, gridLineColor: colour("--grid"), gridLineWidth: 1, axisLineColor: "transparent", axisTickSize: 0,
            axisLabelWidth: label_width},
    };
}
/// How the lines look: dashes apart, which dygraphs asks for line by line.
function line_styles(view, labels, single) {
    const pattern = line => dash_of(view, line).length ? dash_of(view, line) : null;
    return {
        labels: ["date", ...labels], colors: view.drawn.map(colour_of), fillAlpha: 0.8, strokeWidth: view.stacked ? 1 : 2,
        series: Object.fromEntries(view.drawn.map((line, i) => [labels[i], {strokePattern: pattern(line)}])),
        drawPoints: single, pointSize: 3.5, drawGapEdgePoints: true, highlightCircleSize: 3.5,
    };
}
function room_for_names(view) {
    const widest = Math.max(...view.drawn.map(line => text_width(name_of(view, line), true)));
    return view.drawn.length > 1 && view.plot.clientWidth > narrowest_plot_with_names ? Math.min(widest_gutter, widest + 2 * name_gap + 2) : 0;
}
function dygraph_options(view, first, last) {
    const edge = Math.max(0.006, 6 / view.plot.clientWidth); // a tick on the very edge would not be drawn, and a circle only half
    const margin = edge * (times[last] - times[first]) || 1;
    view.gutter = room_for_names(view);
    return {
        ...line_styles(view, view.drawn.map(line => `${line.variant}|${line.group}`), first === last),
        file: times.map((time, date) => [time, ...view.drawn.map(line => on_axis(view, drawn_values(view, line)[date]))]),
        valueRange: view.range, logscale: view.log, stackedGraph: view.stacked, dateWindow: [times[first] - margin, times[last] + margin],
        legend: "never", showLabelsOnHighlight: false, interactionModel: {}, rightGap: view.gutter || 14, axisLabelFontSize: 12,
        pixelRatio: root.classList.contains("paper") ? 3 : null, axes: axes_of(view, first, last),
        underlayCallback: (context, area, graph) => {
            draw_bands(view, context, area, graph);
            draw_data_end(context, area, graph);
        },
        drawCallback: graph => { draw_observed(view, graph); place_names(view, graph); },
        highlightCallback: (event, x, points, row) => show_values(view, row),
        unhighlightCallback: () => show_values(view, view.last),
    };
}

/// What the lines of a chart are, and its axis, change rarely: only then is it built anew; otherwise it is given new numbers.
function draw(view) {
    view.drawn = lines_here(view);
    view.figure.classList.toggle("stacked", view.stacked);
    const kind = JSON.stringify([view.variant, view.stacked, view.log, [...view.groups], root.className, view.plot.clientWidth]);
    if (kind !== view.kind || view.stacked) view.range = value_range(view);
    const known = range(times.length).filter(date => view.drawn.some(line => finite([drawn_values(view, line)[date]]).length));
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
    show_clipping(view);
}

// ---- Below the chart --------------------------------------------------------------------------------------------------------------

function show_values(view, at) {
    const named = line => element("span", {}, name_of(view, line)), estimate = line => element("b", {}, estimate_text(view, line, at));
    const item = line => element("li", {}, swatch(view, line), named(line), estimate(line));
    const unit = view.chart.unit ? unit_text(view.chart.unit) + ", " : "";
    const what = element("p", {}, element("b", {}, data.dates[at]), ` ${unit}${kind_text(view)}${rounding_text(view)}`);
    view.legend.replaceChildren(what, element("ul", {}, ...view.drawn.map(item)));
    if (data.points > 1 && at === view.last)
        view.plot.setAttribute("aria-label", `${view.alternative} Now shown for ${data.dates[at]}: ${estimates_text(view, at)}.`);
}

/// Zero has no place on a logarithmic axis: such values are drawn at its lower end, and that is said.
function show_clipping(view) {
    const below = view.log && view.drawn.some(line => finite([...line.p05 ?? [], ...line.p50 ?? []]).some(value => value <= 0));
    view.clipped ??= view.figure.insertBefore(element("p", {class: "interpolation clipped"}), view.figure.querySelector("figcaption"));
    view.clipped.textContent = below ? "Some values are 0, which a logarithmic axis cannot show: they are drawn at its lower end." : "";
    view.clipped.hidden = !below;
}

function show_errors(view) {
    if (data.points < 2) return;
    view.note ??= view.figure.insertBefore(element("p", {class: "interpolation"}), view.figure.querySelector("figcaption"));
    const kind = JSON.stringify([view.variant, view.stacked, [...view.groups]]);
    if (view.errors?.kind !== kind || view.errors.spline !== here.spline)
        view.errors = {kind, spline: here.spline, ...interpolation_errors(view)};
    const {rms, worst, relative} = view.errors, said = error => error_text(view.chart, error, relative);
    const state = here.exact ? "Computed, not interpolated. Between computed runs " : "Interpolated between computed runs: ";
    view.note.textContent = state + (rms === null ? "too few points to tell the error."
        : `leaving one out errs by ${said(rms)} (root mean square), ${said(worst)} at worst.`);
}

const histogram_size = [240, 64], most_histograms = 12, many_bins = 40;

function show_distributions(view) {
    const shown = one => one.width > 0 && variants_shown(view).includes(one.variant) && view.groups.has(one.group);
    const place = one => view.drawn.findIndex(line => line.variant === one.variant && line.group === one.group);
    const wanted = view.chart.distributions.filter(shown).sort((a, b) => place(a) - place(b)); // as in the legend
    if (view.stacked || !wanted.length) return view.distribution.replaceChildren();
    const ends = wanted.map(one => [one.from, one.from + one.width * one.counts.length]);
    const all = [Math.min(...ends.map(end => end[0])), Math.max(...ends.map(end => end[1]))];
    const comparable = ends.every(end => end[1] - end[0] > (all[1] - all[0]) / 5);
    const plots = wanted.slice(0, most_histograms).map((one, i) => histogram(view, one, comparable ? all : ends[i]));
    view.distribution.replaceChildren(element("h4", {}, `Replicates on ${wanted[0].date}`), element("div", {class: "histograms"}, ...plots));
}
function bar(one, i, x, low) {
    const height = histogram_size[1] * one.counts[i] / Math.max(...one.counts), gap = one.counts.length > many_bins ? 0 : 0.75;
    const attributes = {x: x(one.from + i * one.width), y: histogram_size[1] - height, width: Math.max(0.5, x(low + one.width) - gap), height};
    for (const name in attributes) attributes[name] = attributes[name].toFixed(2);
    return element("svg:rect", {...attributes, fill: colour_of(one)});
}
/// Bars of how many replicates fall where, with a mark at the median; the ends of its axis are rounded here.
function histogram(view, one, [low, high]) {
    const [width, height] = histogram_size, x = value => (value - low) / (high - low || 1) * width, named = name_of(view, one);
    const line = view.lines.get(line_key(one.variant, one.group))?.[0], at = data.dates.indexOf(one.date), median = line?.p50[at] ?? null;
    const marks = median === null ? [] : [element("svg:line", {x1: x(median), x2: x(median), y1: 0, y2: height + 5, class: "median"})];
    const total = one.counts.reduce((a, b) => a + b, 0), end = value => value_text(view.chart, value);
    const label = `${named}: ${total} replicates from ${end(one.from)} to ${end(one.from + one.width * one.counts.length)}`
        + (median === null ? "" : `, ${kind_text(view)} ${estimate_text(view, line, at)}`);
    const bars = range(one.counts.length).map(i => bar(one, i, x, low)), box = `0 0 ${width} ${height + 6}`;
    const drawing = element("svg:svg", {viewBox: box, role: "img", "aria-label": label, preserveAspectRatio: "none"}, ...bars,
        element("svg:line", {x1: 0, x2: width, y1: height, y2: height, class: "base"}), ...marks);
    const ends = element("p", {class: "ends", "aria-hidden": "true"}, ...[low, high].map(value => element("span", {}, end(value))));
    return element("div", {class: "histogram"}, element("p", {}, swatch(view, one), named), drawing, ends);
}
