// What the page computes by itself, against numbers worked out another way: texts, ticks, controls, splines and the error of leaving out.
// Run by node, which brings all that is used here: node tests/report/page_arithmetic.js
"use strict";

const {test} = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

const folder = path.join(__dirname, "../../sim/report/page");
const script = ["numbers", "smooth", "sweep"].map(name => fs.readFileSync(path.join(folder, name + ".js"), "utf-8")).join("\n");
const names = ["number_text", "percent_text", "value_text", "interval_text", "error_text", "decade_ticks", "value_ticks", "date_ticks",
               "move_together", "controls_of", "inverse_of", "fit_spline", "site_weights", "weighted", "leave_one_out", "sweep_of", "locate", "line_between",
               "keep_order", "errors_of_line", "root_mean_square", "eigen_of", "smoothed"];
const page = new Function(`"use strict"; ${script}\nreturn {${names.join(", ")}};`)();

const plain = text => text.replaceAll("\u202f", " ");
function near(value, wanted, tolerance = 1e-9) {
    assert.ok(Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted)), `${value} is not ${wanted}`);
}
const axis = (texts, unit = "") => ({texts: texts.map(String), numbers: texts.every(text => typeof text === "number") ? texts : [], unit});

/// Numbers that look like chance and are the same every time.
function* scattered(state = 1) {
    while (true) {
        state = (state * 48271) % 2147483647;
        yield state / 2147483647;
    }
}
function scattered_places(count, width, seed) {
    const numbers = scattered(seed);
    return Array.from({length: count}, () => Array.from({length: width}, () => numbers.next().value));
}
const spline_through = places => page.fit_spline(places.map((_, i) => i), point => places[point]);
const value_at = (spline, values, place) => page.weighted(values, page.site_weights(spline, place));

/// Solves a linear system by Cramer's rule: slow, and nothing like what the page does.
function determinant(rows) {
    if (rows.length === 1) return rows[0][0];
    const minor = skipped => rows.slice(1).map(row => row.filter((_, j) => j !== skipped));
    return rows[0].reduce((sum, value, j) => sum + (value ? (j % 2 ? -1 : 1) * value * determinant(minor(j)) : 0), 0);
}
function solved(rows, right) {
    const whole = determinant(rows);
    return right.map((_, k) => determinant(rows.map((row, i) => row.map((value, j) => j === k ? right[i] : value))) / whole);
}

// ---- Numbers as text --------------------------------------------------------------------------------------------------------------

test("Numbers: three digits, a true minus, words from a million on, and exponents beyond them and below a thousandth", () => {
    const texts = [[0, "0"], [12.345, "12.3"], [-0.41, "−0.41"], [1234, "1,230"], [999999, "1 million"], [12.3e8, "1.23 billion"], [4.56e13, "45.6 trillion"], [-2e15, "−2 × 10¹⁵"],
                   [0.001, "0.001"], [0.00012, "1.2 × 10⁻⁴"], [-2e-12, "−2 × 10⁻¹²"]];
    for (const [value, text] of texts) assert.equal(plain(page.number_text(value)), text);
    assert.equal(page.number_text(3.14159, 2), "3.1");
});

test("Numbers: shares in per cent, with as many digits as tell 99.93 from 100", () => {
    const texts = [[0, "0"], [1, "100"], [0.5, "50.0"], [0.1234, "12.3"], [0.9993, "99.93"], [0.99997, "100"], [0.00123, "0.12"],
                   [-0.25, "−25.0"]];
    for (const [share, text] of texts) assert.equal(page.percent_text(share), text);
    assert.equal(plain(page.value_text({share: true, suffix: "pp"}, 0.021)), "2.1 pp");
    assert.equal(page.value_text({share: false, suffix: ""}, 21), "21");
});

test("Numbers: intervals share a word or a power of ten, and stand alone where nothing varies", () => {
    const amounts = {share: false, suffix: ""}, shares = {share: true, suffix: "%"};
    assert.equal(page.interval_text(amounts, 1, 2, 3), "2 [1, 3]");
    assert.equal(page.interval_text(amounts, 2, 2, 2), "2");
    assert.equal(plain(page.interval_text(amounts, 1e8, 2e8, 13e8)), "200 million [100, 1,300]");
    assert.equal(plain(page.interval_text(amounts, 4, 2e8, 13e8)), "200 million [4, 1.3 billion]");
    assert.equal(plain(page.interval_text(amounts, 1e20, 2e20, 13e20)), "2 [1, 13] × 10²⁰");
    assert.equal(plain(page.interval_text(shares, 0.1, 0.26, 0.44)), "26.0 % [10.0, 44.0]");
    assert.equal(plain(page.error_text(amounts, 0.0345, true)), "3.5 %");
    assert.equal(page.error_text(shares, 0.0345, false), "3.5 pp");
    assert.equal(page.error_text({unit: "GPU*h"}, 12.3, false), "12 GPU·h");
});

// ---- Ticks ------------------------------------------------------------------------------------------------------------------------

test("Ticks: 1, 2 or 5 times a power of ten apart, within the axis, and no more than there is room for", () => {
    const ticks = page.value_ticks({share: false, suffix: ""}, [0, 97], 300, false);
    assert.deepEqual(ticks.map(tick => tick.v), [0, 20, 40, 60, 80]);
    assert.deepEqual(ticks.map(tick => tick.label), ["0", "20", "40", "60", "80"]);
    for (const high of [0.013, 0.7, 3, 88, 1234, 5e7])
        for (const pixels of [90, 200, 700]) {
            const places = page.value_ticks({share: false, suffix: ""}, [0, high], pixels, false).map(tick => tick.v);
            const step = places[1] - places[0], digit = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
            assert.ok([1, 2, 5].some(wanted => Math.abs(digit - wanted) < 1e-6), `${step} apart`);
            assert.ok(places[0] >= 0 && places.at(-1) <= high * (1 + 1e-9) && places.length <= Math.max(2, pixels / 44) + 1);
        }
});

test("Ticks: labels of shares have the decimals that their step needs", () => {
    const labels = page.value_ticks({share: true, suffix: "%"}, [0, 0.012], 300, false).map(tick => plain(tick.label));
    assert.deepEqual(labels, ["0.0 %", "0.2 %", "0.4 %", "0.6 %", "0.8 %", "1.0 %", "1.2 %"]);
});

test("Ticks: powers of ten on a logarithmic axis, with double and fivefold where there is room", () => {
    assert.deepEqual(page.decade_ticks(1, 100, 8).map(value => Number(value.toPrecision(6))), [1, 2, 5, 10, 20, 50, 100]);
    assert.deepEqual(page.decade_ticks(1, 1e6, 4).map(value => Number(value.toPrecision(6))), [1, 100, 1e4, 1e6]);
    const whole = page.value_ticks({share: false, suffix: ""}, [1e6, 1e9], 400, true).filter(tick => Math.log10(tick.v) % 1 === 0);
    assert.deepEqual(whole.map(tick => plain(tick.label)), ["1 million", "10 million", "100 million", "1 billion"]);
});

test("Ticks: dates by year where each has its own, round years where they are many, else counted from the last", () => {
    const years = Array.from({length: 21}, (_, i) => `${2010 + i}-12-31`);
    assert.deepEqual(page.date_ticks(years, 5).map(tick => tick.label), ["2010", "2015", "2020", "2025", "2030"]);
    assert.deepEqual(page.date_ticks(years, 11).map(tick => tick.at), [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    assert.deepEqual(page.date_ticks(["2020-03-31", "2020-06-30", "2020-09-30"], 9).map(tick => tick.label), ["2020-03", "2020-06", "2020-09"]);
    assert.deepEqual(page.date_ticks(["2020-03-30", "2020-03-31"], 9).map(tick => tick.label), ["2020-03-30", "2020-03-31"]);
});

// ---- Controls ---------------------------------------------------------------------------------------------------------------------

test("Controls: axes are one where each tells the other", () => {
    assert.ok(page.move_together(axis([1, 1, 2, 2]), axis(["low", "low", "high", "high"])));
    assert.ok(!page.move_together(axis([1, 1, 2, 2]), axis([1, 2, 1, 2])));
    assert.ok(page.move_together(axis([1, 2, 3, 4]), axis([40, 30, 20, 10])), "all different, in opposite order");
    assert.ok(!page.move_together(axis([1, 2, 3, 4]), axis([1, 3, 2, 4])), "all different by accident");
});

test("Controls: a slider runs from 0 to 1, by decades where the values are ten times apart", () => {
    const axes = [axis([1, 1, 3, 3, 5, 5]), axis([1, 10, 1, 10, 100, 1]), axis(["a", "b", "b", "a", "a", "b"]), axis([7, 7, 7, 7, 7, 7])];
    const [even, wide, word, ...none] = page.controls_of(axes);
    assert.deepEqual(even.scaled, [0, 0, 0.5, 0.5, 1, 1]);
    assert.deepEqual([even.marks, even.value_at(0.25), even.place_of(4), even.place_of(9)], [[0, 0.5, 1], 2, 0.75, 1]);
    [0, 0.5, 0, 0.5, 1, 0].forEach((place, i) => near(wide.scaled[i], place));
    near(wide.value_at(0.25), Math.sqrt(10));
    near(wide.place_of(10), 0.5);
    assert.deepEqual([word.slides, word.setting], [false, "a"]);
    assert.equal(none.length, 0, "what is the same at every point moves nothing");
});

// ---- The spline -------------------------------------------------------------------------------------------------------------------

test("Spline: the inverse of a matrix, by hand", () => {
    const inverse = page.inverse_of([[4, 7], [2, 6]]);                       // determinant 10
    [[0.6, -0.7], [-0.2, 0.4]].forEach((row, i) => row.forEach((value, j) => near(inverse[i][j], value)));
    const swapped = page.inverse_of([[0, 2], [4, 0]]);                       // no pivot on the diagonal
    [[0, 0.25], [0.5, 0]].forEach((row, i) => row.forEach((value, j) => near(swapped[i][j], value)));
    assert.equal(page.inverse_of([[1, 2], [2, 4]]), null);
});

test("Spline: in one dimension it is the straight line between neighbours", () => {
    const places = [[0], [0.2], [0.7], [1]], values = [3, -1, 4, 1.5], spline = spline_through(places);
    near(value_at(spline, values, [0.1]), 1);
    near(value_at(spline, values, [0.45]), 1.5);
    near(value_at(spline, values, [0.8]), 4 - 2.5 / 3);
});

test("Spline: it passes through the points", () => {
    const places = scattered_places(12, 3, 7), values = scattered_places(1, 12, 99)[0], spline = spline_through(places);
    places.forEach((place, i) => assert.equal(value_at(spline, values, place), values[i]));
    const beside = places.map(place => place.map(x => x + 2e-9));            // no point, so computed from all
    beside.forEach((place, i) => near(value_at(spline, values, place), values[i], 1e-6));
});

test("Spline: it reproduces linear functions, and weights add up to one", () => {
    const linear = ([x, y]) => 2 - 3 * x + 0.5 * y, places = scattered_places(9, 2, 3), spline = spline_through(places);
    for (const place of scattered_places(20, 2, 11)) {
        near(value_at(spline, places.map(linear), place), linear(place), 1e-8);
        near(page.site_weights(spline, place).reduce((a, b) => a + b), 1, 1e-8);
    }
});

test("Spline: its value is that of the system solved by Cramer's rule", () => {
    const places = [[0, 0], [1, 0.1], [0.2, 1], [0.9, 0.8], [0.4, 0.5]], values = [1, 4, 2, 8, 5], at = [0.6, 0.3];
    const tail = x => [1, ...x], away = (a, b) => Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2);
    const above = places.map(x => [...places.map(y => away(x, y)), ...tail(x)]), below = [0, 1, 2].map(k => [...places.map(x => tail(x)[k]), 0, 0, 0]);
    const weights = solved([...above, ...below], [...values, 0, 0, 0]), parts = [...places.map(x => away(x, at)), ...tail(at)];
    near(value_at(spline_through(places), values, at), parts.reduce((sum, part, i) => sum + part * weights[i], 0));
});

test("Spline: a constant tail where points are few, and the one site where there is no more", () => {
    const two = spline_through([[0, 0], [1, 1]]);
    near(value_at(two, [2, 4], [0.5, 0.5]), 3);
    const one = spline_through([[0.3], [0.3]]);
    assert.deepEqual(one.sites, [{x: [0.3], members: [0, 1]}]);
    assert.equal(value_at(one, [5], [0.9]), 5);
});

test("Spline: leaving one out, by formula and by really leaving it out", () => {
    for (const [count, width, seed] of [[7, 1, 5], [10, 2, 17], [14, 3, 23]]) {
        const places = scattered_places(count, width, seed), values = scattered_places(1, count, seed + 1)[0];
        page.leave_one_out(spline_through(places), values).forEach((error, i) => {
            const others = list => list.filter((_, k) => k !== i);
            near(values[i] - error, value_at(spline_through(others(places)), others(values), places[i]), 1e-7);
        });
    }
    assert.deepEqual(page.leave_one_out(spline_through([[0], [1]]), [1, 2]), [], "two points tell no error");
});

test("Spline: the eigenvalues of a symmetric matrix, by hand, and its parts put together again", () => {
    const matrix = [[2, 1, 0], [1, 2, 0], [0, 0, 5]], {values, vectors} = page.eigen_of(matrix);
    [...values].sort((a, b) => a - b).forEach((value, i) => near(value, [1, 3, 5][i]));
    matrix.forEach((row, i) => row.forEach((entry, j) => near(values.reduce((sum, value, k) => sum + value * vectors[i][k] * vectors[j][k], 0), entry)));
});

test("Spline: without Monte Carlo error it passes the values, with error it is nearer to the truth than they are", () => {
    const places = scattered_places(40, 2, 31), spline = spline_through(places), truth = places.map(([x, y]) => 3 + 2 * x - y);
    const noise = scattered_places(1, 40, 77)[0].map(x => Math.sqrt(12) * (x - 0.5) * 0.2), values = truth.map((value, i) => value + noise[i]);
    assert.deepEqual(page.smoothed(spline, values, values.map(() => 0)).values, values);
    const away = list => Math.hypot(...list.map((value, i) => value - truth[i]));
    assert.ok(away(page.smoothed(spline, values, values.map(() => 0.2)).values) < 0.5 * away(values), "smoothed");
    const bent = places.map(([x, y]) => Math.sin(4 * x) * y), kept = page.smoothed(spline, bent, bent.map(() => 0.001)).values;
    kept.forEach((value, i) => near(value, bent[i], 0.01));
});

test("Spline: leaving one out of a smoothed one is leaving it out of its smoothing", () => {
    const places = scattered_places(30, 1, 13), values = places.map(([x], i) => x * x + (i % 2 ? 0.1 : -0.1));
    const errors = page.smoothed(spline_through(places), values, values.map(() => 0.1)).left_out();
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    assert.ok(rms > 0.09 && rms < 0.15, `${rms} is what the noise alone makes of it`);
});

// ---- A sweep as a page has it -----------------------------------------------------------------------------------------------------

const five = () => page.sweep_of([axis([0, 1, 2, 3, 4]), axis(["a", "a", "a", "a", "a"])], 5);
const view_of = (chart, wide = false) => ({chart, wide, stacked: false, kept: new Map()});

test("Sweep: at a computed point it is that one, between two it is their mixture", () => {
    const sweep = five();
    sweep.controls[0].setting = 0.75;
    assert.deepEqual([page.locate(sweep).exact, page.locate(sweep).nearest], [true, 3]);
    sweep.controls[0].setting = 0.6;
    const points = [10, 20, 15, 40, 0].map(v => ({p05: [v, null], p50: [v + 1, null], p95: [v + 2, null]}));
    const here = page.locate(sweep), line = page.line_between(view_of({share: false}), here, points);
    assert.deepEqual([here.exact, here.nearest], [false, 2]);
    near(line.p50[0], 26);                                                   // 0.4 of the way from 16 to 41
    assert.equal(line.p50[1], null);
    assert.equal(line.text, undefined, "what is interpolated has no words of the program");
    assert.deepEqual(page.locate(page.sweep_of([], 1)).weights, [1]);
});

test("Sweep: words choose among points", () => {
    const sweep = page.sweep_of([axis([0, 1, 0, 1]), axis(["a", "a", "b", "b"])], 4);
    [sweep.controls[0].setting, sweep.controls[1].setting] = [0, "b"];
    assert.equal(page.locate(sweep).nearest, 2);
    sweep.controls[1].setting = "a";
    assert.equal(page.locate(sweep).nearest, 0);
});

test("Sweep: wide values are interpolated as logarithms, and shares stay shares", () => {
    const sweep = five();
    sweep.controls[0].setting = 0.625;
    const same = v => ({p05: [v], p50: [v], p95: [v]});
    const at = (view, values) => page.line_between(view, page.locate(sweep), values.map(same)).p50[0];
    near(at(view_of({share: false}, true), [1, 10, 100, 10000, 1]), 1000);
    near(at(view_of({share: true}), [0, 0, 0.4, 0.8, 1]), 0.6);
    const corner = page.sweep_of([axis([0, 4, 0, 1]), axis([0, 0, 4, 1])], 4); // no point where both are highest
    corner.controls.forEach(control => control.setting = 1);
    const shares = [0.2, 0.9, 0.9, 0.55].map(same), beyond = share => page.line_between(view_of({share}), page.locate(corner), shares).p50[0];
    near(beyond(false), 1.6);                                                // on the plane through all points
    assert.equal(beyond(true), 1);
});

test("Sweep: quantiles do not cross the median", () => {
    const line = {p05: [3], p25: [1.5], p50: [2], p75: [1], p95: [1.7]};
    page.keep_order(line, 0);
    assert.deepEqual(line, {p05: [1.5], p25: [1.5], p50: [2], p75: [2], p95: [2]});
});

test("Sweep: the error of a line is of its last date, relative where values are wide", () => {
    const sweep = five(), spline = page.locate(sweep).spline, points = values => values.map(v => ({p50: [1, v, null]}));
    const errors = page.errors_of_line(view_of({share: false}), spline, points([0, 1, 2, 3, 9]));
    near(errors[1], 0);                                                      // by straight lines between neighbours: (0 + 2) / 2 - 1
    near(errors[3], 2.5);                                                    // (2 + 9) / 2 - 3
    near(page.errors_of_line(view_of({share: false}, true), spline, points([1, 10, 100, 10, 100]))[2], -0.9); // 10 for 100
    near(page.root_mean_square([3, 4]), Math.sqrt(12.5));
    assert.equal(page.root_mean_square([]), null);
});
