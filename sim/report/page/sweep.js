// The points of a sweep: which parameters move together, what lies between computed points, and how far that errs. Arithmetic alone.

const least_pivot = 1e-11, same_place = 1e-12;

// ---- Controls ---------------------------------------------------------------------------------------------------------------------

/// Two axes are one where the value of either tells the value of the other, and that is no accident of all values being different.
function move_together(one, other) {
    const points = range(one.texts.length), there = new Map(), back = new Map();
    for (const point of points) {
        const a = one.texts[point], b = other.texts[point];
        if ((there.get(a) ?? b) !== b || (back.get(b) ?? a) !== a) return false;
        there.set(a, b);
        back.set(b, a);
    }
    if (there.size < points.length || !one.numbers.length || !other.numbers.length) return true;
    const order = points.sort((i, j) => one.numbers[i] - one.numbers[j]).map(point => other.numbers[point]);
    return order.every((value, i) => !i || value >= order[i - 1]) || order.every((value, i) => !i || value <= order[i - 1]);
}

/// Of the axes that move together, the first with numbers leads; a slider runs over these in [0, 1], by decades where they are wide.
function control_of(axes, all) {
    const leader = all[axes.find(index => all[index].numbers.length) ?? axes[0]];
    const {numbers, texts} = leader, low = Math.min(...numbers), high = Math.max(...numbers);
    const slides = numbers.length > 0 && high > low, log = slides && low > 0 && high / low >= 10;
    const form = log ? Math.log : Number, place = value => (form(value) - form(low)) / (form(high) - form(low));
    const scaled = numbers.map(place);
    return {
        axes, leader, slides, log, scaled,
        value_at: t => log ? low * (high / low) ** t : low + t * (high - low),
        place_of: value => clamp(place(value), 0, 1),
        marks: distinct(scaled).sort(by_number),
        setting: slides ? 0.5 : texts[0],
    };
}

/// A control moves all axes that move together: a slider over numbers, or a choice among words.
function controls_of(axes) {
    const together = [];
    axes.forEach((axis, index) => {
        const same = together.find(members => move_together(axes[members[0]], axis));
        if (same) same.push(index); else together.push([index]);
    });
    return together.map(members => control_of(members, axes)).filter(control => distinct(control.leader.texts).length > 1);
}

// ---- A spline through the computed points -----------------------------------------------------------------------------------------

const distance = (x, y) => Math.hypot(...x.map((value, i) => value - y[i]));

/// Takes a row, so scaled that it has 1 in the column, from all others, so that they have 0 there.
function eliminate(rows, at) {
    const row = rows[at], scale = 1 / row[at];
    for (let j = at; j < row.length; ++j) row[j] *= scale;
    rows.forEach((other, i) => {
        const factor = other[at];
        if (i === at || factor === 0) return;
        for (let j = at; j < row.length; ++j) other[j] -= factor * row[j];
    });
}

/// The inverse of a square matrix, row by row, or nothing where it has none.
function inverse_of(matrix) {
    const n = matrix.length, rows = matrix.map((row, i) => Float64Array.from([...row, ...range(n).map(j => i === j ? 1 : 0)]));
    for (let column = 0; column < n; ++column) {
        let pivot = column;
        for (let i = column + 1; i < n; ++i) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
        if (Math.abs(rows[pivot][column]) < least_pivot) return null;
        [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
        eliminate(rows, column);
    }
    return rows.map(row => row.slice(n));
}

/// Points at the same place count as one site.
function sites_of(points, place_of) {
    const sites = [];
    for (const point of points) {
        const x = place_of(point), site = sites.find(other => distance(other.x, x) < same_place);
        if (site) site.members.push(point); else sites.push({x, members: [point]});
    }
    return sites;
}

/// A polyharmonic spline (kernel r) with a linear tail through the points, with a constant one where they are too few for it.
/// The matrix is inverted once for all lines, dates and places.
function fit_spline(points, place_of) {
    const sites = sites_of(points, place_of), constant = () => [1], linear = x => [1, ...x];
    for (const tail of sites.length > sites[0].x.length + 1 ? [linear, constant] : [constant]) {
        const width = tail(sites[0].x).length;
        const matrix = sites.map(({x}) => [...sites.map(other => distance(x, other.x)), ...tail(x)]);
        for (const k of range(width)) matrix.push([...sites.map(({x}) => tail(x)[k]), ...Array(width).fill(0)]);
        const inverse = sites.length > 1 && inverse_of(matrix);
        if (inverse) return {sites, tail, inverse};
    }
    return {sites, tail: constant, inverse: null};
}

/// How much each site counts at a place: the value there is the sum of weights times the values at the sites.
function site_weights(spline, x) {
    const here = spline.sites.findIndex(site => distance(site.x, x) < almost);
    if (here >= 0 || !spline.inverse) return spline.sites.map((_, i) => i === Math.max(here, 0) ? 1 : 0);
    const right = [...spline.sites.map(site => distance(site.x, x)), ...spline.tail(x)];
    return spline.sites.map((_, i) => right.reduce((sum, value, j) => sum + value * spline.inverse[i][j], 0));
}
const weighted = (values, weights) => values.reduce((sum, value, i) => sum + value * weights[i], 0);

/// By Rippa's formula: how far each site's value is from what all others would say, without fitting anew.
function leave_one_out(spline, values) {
    if (!spline.inverse || spline.sites.length < 3) return [];
    return values.map((_, i) => {
        const row = spline.inverse[i], weight = weighted(values, row);
        return Math.abs(row[i]) < almost ? null : weight / row[i];
    });
}

// ---- Where the controls stand -----------------------------------------------------------------------------------------------------

const sweep_of = (axes, points) => ({points, controls: controls_of(axes), splines: new Map()});
const sliders_of = sweep => sweep.controls.filter(control => control.slides);
const words_of = sweep => sweep.controls.filter(control => !control.slides);

/// The points that agree with the chosen words.
function allowed_points(sweep) {
    return range(sweep.points).filter(point => words_of(sweep).every(control => control.leader.texts[point] === control.setting));
}
function spline_of(sweep, allowed) {
    const key = words_of(sweep).map(control => control.setting).join("\u0000");
    if (!sweep.splines.has(key)) sweep.splines.set(key, fit_spline(allowed, point => sliders_of(sweep).map(control => control.scaled[point])));
    return sweep.splines.get(key);
}

/// The spline, the weights of its sites, the nearest computed point and whether it is this very one.
function locate(sweep) {
    const allowed = sweep.points < 2 ? [] : allowed_points(sweep);
    if (!allowed.length) return {spline: {sites: [{x: [], members: [0]}], inverse: null}, weights: [1], nearest: 0, exact: true};
    const spline = spline_of(sweep, allowed), place = sliders_of(sweep).map(control => control.setting);
    const away = spline.sites.map(site => distance(site.x, place)), near = away.indexOf(Math.min(...away));
    return {spline, weights: site_weights(spline, place), nearest: spline.sites[near].members[0], exact: away[near] < almost};
}

// ---- Lines between points: a view's chart, its `lines` point by point, and whether it is `wide` -------------------------------------

const quantiles = ["p05", "p25", "p50", "p75", "p95"];

/// Values are interpolated as logarithms where the chart is made for a logarithmic axis, and a share stays a share.
const form_of = view => view.wide ? Math.log : Number;
const back_of = view => view.wide ? Math.exp : view.chart.share ? value => clamp(value, 0, 1) : Number;

/// The Monte Carlo errors of these values, as the program gives them; those of a logarithm are relative.
const errors_of = kind => ({p05: "p05_error", p95: "p95_error", mean: "mean_error"})[kind] ?? "p50_error";
function errors_at(view, spline, points, kind, date) {
    const error = point => (points[point]?.[errors_of(kind)]?.[date] ?? 0) / (view.wide ? points[point]?.[kind]?.[date] : 1);
    return Float64Array.from(spline.sites, ({members}) => Math.hypot(...members.map(error)) / members.length);
}

/// A line's values of one kind at the sites of the spline, and these smoothed; nothing where a site has none.
function sites_at(view, spline, points, kind, date) {
    const form = form_of(view);
    const values = Float64Array.from(spline.sites, ({members}) =>
        members.reduce((sum, point) => sum + form(points[point]?.[kind]?.[date] ?? NaN), 0) / members.length);
    return values.every(Number.isFinite) ? {computed: values, ...smoothed(spline, values, errors_at(view, spline, points, kind, date))} : null;
}
/// The same by date. Kept, for sliders ask often.
function at_sites(view, spline, points, kind) {
    if (!view.kept.has(spline)) view.kept.set(spline, new Map());
    const kept = view.kept.get(spline);
    if (!kept.has(points)) kept.set(points, {});
    const dates = points.find(Boolean)[kind] ?? [];
    return kept.get(points)[kind] ??= dates.map((_, date) => sites_at(view, spline, points, kind, date));
}

/// Quantiles are interpolated one by one, so they may cross: the outer ones give way to the median.
function keep_order(line, date) {
    const pairs = [["p50", "p25", Math.min], ["p50", "p75", Math.max], ["p25", "p05", Math.min], ["p75", "p95", Math.max],
                   ["p50", "p05", Math.min], ["p50", "p95", Math.max]];
    for (const [inner, outer, pick] of pairs)
        if (line[outer] && line[inner] && line[outer][date] !== null && line[inner][date] !== null)
            line[outer][date] = pick(line[outer][date], line[inner][date]);
}

/// The line at a place between points; it has numbers and no texts.
function line_between(view, {spline, weights}, points) {
    const line = {}, back = back_of(view);
    for (const kind of view.stacked ? ["mean"] : quantiles)
        if (points.some(at => at[kind])) line[kind] = at_sites(view, spline, points, kind).map(at => at && back(weighted(at.values, weights)));
    range((line.mean ?? line.p50).length).forEach(date => keep_order(line, date));
    return line;
}

/// Leaving one computed point out: how far the median of the last date is from what the others say; relative where the axis is logarithmic.
function errors_of_line(view, spline, points) {
    const last = finite(at_sites(view, spline, points, "p50")).pop(), back = back_of(view);
    if (!last) return [];
    return finite([...last.left_out()].map((error, i) => {
        if (error === null) return null;
        const value = last.computed[i], truth = view.wide ? Math.exp(value) : value;
        return (back(value - error) - truth) / (view.wide ? truth : 1);
    }));
}
const root_mean_square = values => values.length ? Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length) : null;
