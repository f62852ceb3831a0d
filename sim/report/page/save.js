// Saves a chart as it stands: drawn anew as SVG, that as PNG, and its numbers as CSV, each with what a reader must know to trust it.

const picture = {width: 900, plot: 360, left: 64, top_of_text: 30, line: 17, gutter: 210, sharpness: 2};

// ---- Words --------------------------------------------------------------------------------------------------------------------------

const heading_of = view => view.figure.querySelector("h3").textContent;
function source_lines() {
    const of = source => `${source.title}. ${source.command}; fingerprint ${source.fingerprint}.`;
    return data.sources.map(of).concat(`Computed by sim ${data.version}. The model's own results, not observations.`);
}
/// n, the interval, where the sweep stands, where data end, and the source.
function caption_lines(view) {
    const trials = data.replicates === 1 ? "one replicate" : `${data.counted} replicates`;
    const world = view.variant === every_variant ? [] : [`“${data.variants[Math.max(0, view.variant)]}”`];
    const end = data.data_end && !data.paired ? [`tables of data end ${data.data_end}`] : [];
    const where = sweep.controls.map(control => `${control.leader.name} ${setting_text(control)}`);
    const interpolated = here.exact ? [] : ["interpolated between computed points"];
    const seen = view.chart.observed.length && !view.stacked ? ["circles were observed"] : [];
    const what = [...world, kind_text(view), `n = ${trials}`, ...where, ...interpolated, ...end, ...seen].join("; ");
    return [what[0].toUpperCase() + what.slice(1) + ".", ...source_lines()];
}
function wrapped(text, width, bold = false) {
    const lines = [""];
    for (const word of text.split(" ")) {
        const longer = `${lines[lines.length - 1]} ${word}`.trim();
        if (lines[lines.length - 1] && text_width(longer, bold) > width) lines.push(word); else lines[lines.length - 1] = longer;
    }
    return lines;
}

// ---- SVG ----------------------------------------------------------------------------------------------------------------------------

const text_at = (x, y, text, more = {}) => {
    const made = element("svg:text", {x: x.toFixed(1), y: y.toFixed(1), fill: colour("--quiet"), "font-size": 12, ...more});
    made.textContent = text;
    return made;
};
const line_at = (x1, y1, x2, y2, more) => element("svg:line", {x1: x1.toFixed(1), y1: y1.toFixed(1), x2: x2.toFixed(1), y2: y2.toFixed(1), ...more});

/// Where dates and values stand in the saved picture.
function scales_of(view, top) {
    const known = range(times.length).filter(date => view.drawn.some(line => finite([drawn_values(view, line)[date]]).length));
    const [first, last] = [known[0] ?? 0, known[known.length - 1] ?? times.length - 1], form = view.log ? Math.log : Number;
    const right = picture.width - (view.drawn.length > 1 ? picture.gutter : 24), [low, high] = view.range.map(form), bottom = top + picture.plot;
    const across = (right - picture.left) / (times[last] - times[first] || 1);
    return {
        first, last, right, top, bottom,
        x: time => picture.left + (time - times[first]) * across,
        y: value => bottom - (form(on_axis(view, value)) - low) / (high - low || 1) * picture.plot,
    };
}
function axes_in(view, scale) {
    const dates = data.dates.slice(scale.first, scale.last + 1), room = Math.max(1, Math.floor((scale.right - picture.left) / 70));
    const values = value_ticks(view.chart, view.range, picture.plot, view.log).flatMap(({v, label}) => [
        line_at(picture.left, scale.y(v), scale.right, scale.y(v), {stroke: colour("--grid")}),
        text_at(picture.left - 8, scale.y(v) + 4, label, {"text-anchor": "end"})]);
    const along = date_ticks(dates, room).map(({at, label}) => text_at(scale.x(times[scale.first + at]), scale.bottom + 18, label, {"text-anchor": "middle"}));
    return [...values, line_at(picture.left, scale.bottom, scale.right, scale.bottom, {stroke: colour("--axis")}), ...along];
}
/// Pieces without gaps, of the dates that are shown.
function pieces_of(scale, known) {
    const pieces = [[]];
    for (let date = scale.first; date <= scale.last; ++date) if (known(date)) pieces[pieces.length - 1].push(date); else pieces.push([]);
    return pieces.filter(piece => piece.length);
}
const path_of_points = points => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

function band_in(scale, line, [lower, upper], alpha) {
    if (!line[lower] || !line[upper]) return [];
    const edge = (piece, side) => piece.map(date => [scale.x(times[date]), scale.y(line[side][date])]);
    return pieces_of(scale, date => finite([line[lower][date], line[upper][date]]).length === 2).map(piece => element("svg:polygon",
        {points: path_of_points([...edge(piece, upper), ...edge(piece, lower).reverse()]), fill: colour_of(line), "fill-opacity": alpha}));
}
function line_in(view, scale, line, heights) {
    const values = heights ?? drawn_values(view, line), style = {fill: "none", stroke: colour_of(line), "stroke-width": 2};
    return pieces_of(scale, date => finite([values[date]]).length).map(piece => piece.length === 1
        ? element("svg:circle", {cx: scale.x(times[piece[0]]).toFixed(1), cy: scale.y(values[piece[0]]).toFixed(1), r: 3.5, fill: colour_of(line)})
        : element("svg:polyline", {points: path_of_points(piece.map(date => [scale.x(times[date]), scale.y(values[date])])), ...style,
                                   "stroke-dasharray": dash_of(view, line).join(" ")}));
}
/// In a stack, the heights up to which each line reaches, from the bottom up.
function heights_in_stack(view) {
    let below = times.map(() => 0);
    return new Map([...view.drawn].reverse().map(line => [line, below = below.map((sum, date) => sum + (line.mean[date] ?? 0))]));
}
function lines_in(view, scale) {
    if (view.stacked) {
        const heights = heights_in_stack(view), base = times.map(() => 0);
        return [...heights].flatMap(([line, upper], i, all) =>
            band_in(scale, {...line, upper, lower: i ? all[i - 1][1] : base}, ["lower", "upper"], 0.8));
    }
    const bands = data.replicates < 2 ? [] : view.drawn.flatMap(line => band_in(scale, line, ["p05", "p95"], band_opacity.outer));
    return [...bands, ...view.drawn.flatMap(line => line_in(view, scale, line))];
}
function observed_in(view, scale) {
    const groups = new Set(view.drawn.map(line => line.group));
    const seen = view.chart.observed.filter(one => groups.has(one.group) && !view.stacked && Date.parse(one.date) <= times[scale.last]);
    return seen.map(one => element("svg:circle", {cx: scale.x(Date.parse(one.date)).toFixed(1), cy: scale.y(one.value).toFixed(1), r: 3.5,
                                                  fill: colour("--ground"), stroke: colour_of(one), "stroke-width": 1.75}));
}
function end_in(scale) {
    const end = data.data_end ? Date.parse(data.data_end) : NaN, x = scale.x(end);
    if (!(x > picture.left && x < scale.right)) return [];
    return [line_at(x, scale.top, x, scale.bottom, {stroke: colour("--axis"), "stroke-dasharray": "2 4"}),
            text_at(x - 6, scale.top + 10, "data end", {"text-anchor": "end", "font-size": 11})];
}
/// Each name stands at the end of its line, in as many lines as it takes.
function names_in(view, scale) {
    if (view.drawn.length < 2) return [];
    const heights = view.stacked ? heights_in_stack(view) : null;
    const end = line => heights ? heights.get(line)[scale.last] - (line.mean[scale.last] ?? 0) / 2 : finite(drawn_values(view, line)).pop();
    const names = view.drawn.filter(line => end(line) !== undefined).map(line => {
        const lines = wrapped(name_of(view, line), picture.gutter - 20, true);
        return {line, lines, y: scale.y(end(line)), height: 15 * lines.length};
    }).sort((a, b) => a.y - b.y);
    push_apart(names, scale.bottom);
    return names.flatMap(({line, lines, y, height}) => lines.map((text, i) => text_at(scale.right + 10, y - height / 2 + 12 + 15 * i, text,
        {fill: line.group === null ? colour("--quiet") : colour_of(line), "font-weight": 600})));
}
/// The whole chart with its title above and its caption below, in the colours that the page has now.
function svg_of(view) {
    const width = picture.width - 48, world = view.drawn.length === 1 ? [name_of(view, view.drawn[0])] : [];
    const below = caption_lines(view).flatMap(text => wrapped(text, width));
    const above = wrapped([...world, view.figure.querySelector(".doc").textContent].join(". "), width);
    const top = picture.top_of_text + above.length * picture.line + 20, scale = scales_of(view, top), end = scale.bottom + 44;
    const height = end + below.length * picture.line + 4;
    const made = element("svg:svg", {xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${picture.width} ${height}`, width: picture.width, height,
                                     "font-family": "Helvetica, Arial, Liberation Sans, sans-serif"},
        element("svg:rect", {width: picture.width, height, fill: colour("--ground")}),
        text_at(24, picture.top_of_text, heading_of(view), {fill: colour("--ink"), "font-size": 18, "font-weight": 600}),
        ...above.map((text, i) => text_at(24, picture.top_of_text + 20 + i * picture.line, text)),
        ...axes_in(view, scale), ...end_in(scale), ...lines_in(view, scale), ...observed_in(view, scale), ...names_in(view, scale),
        ...below.map((text, i) => text_at(24, end + i * picture.line, text, {"font-size": 11})));
    return new XMLSerializer().serializeToString(made);
}

// ---- CSV ----------------------------------------------------------------------------------------------------------------------------

const in_csv = cell => { const text = String(cell ?? ""); return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text; };

/// A row for each line and date that is shown, and for each value that was observed; its last column is the caption.
function csv_of(view) {
    const heads = ["metric", "unit", "variant", "group", "date", "kind", "p05", "p50", "p95", "mean"], {chart} = view, note = caption_lines(view).join(" ");
    const row = (line, date, kind, values) => [chart.metric, chart.unit, data.variant_ids[line.variant ?? 0],
        line.group === null ? line.label : data.groups[line.group].id, date, kind, ...values];
    const computed = view.drawn.flatMap(line => range(times.length).filter(date => finite([drawn_values(view, line)[date]]).length)
        .map(date => row(line, data.dates[date], here.exact ? "computed" : "interpolated", ["p05", "p50", "p95", "mean"].map(name => line[name]?.[date]))));
    const groups = new Set(view.drawn.map(line => line.group)), seen = chart.observed.filter(one => groups.has(one.group));
    const observed = seen.map(one => row(one, one.date, "observed", ["", one.value, "", ""]));
    const rows = [[...heads, "note"], ...[...computed, ...observed].map((cells, i) => [...cells, i ? "" : note])];
    return rows.map(cells => cells.map(in_csv).join(",") + "\r\n").join("");
}

// ---- Files --------------------------------------------------------------------------------------------------------------------------

function hand_out(blob, name) {
    const link = element("a", {href: URL.createObjectURL(blob), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
/// Drawn from the SVG, twice as fine.
function png_of(view, then) {
    const image = new Image();
    image.onload = () => {
        const canvas = element("canvas", {width: picture.sharpness * image.width, height: picture.sharpness * image.height}), context = canvas.getContext("2d");
        context.scale(picture.sharpness, picture.sharpness);
        context.drawImage(image, 0, 0);
        canvas.toBlob(then, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg_of(view));
}
function offer_saving(view) {
    const button = (label, act) => {
        const made = element("button", {type: "button", "aria-label": `Save this chart as ${label}`}, label);
        made.addEventListener("click", act);
        return made;
    };
    const name = ending => `${view.chart.metric}.${ending}`;
    const save = element("p", {class: "save"}, "Save as ",
        button("SVG", () => hand_out(new Blob([svg_of(view)], {type: "image/svg+xml"}), name("svg"))),
        button("PNG", () => png_of(view, blob => hand_out(blob, name("png")))),
        button("CSV", () => hand_out(new Blob([csv_of(view)], {type: "text/csv"}), name("csv"))));
    view.figure.append(save);
}
