// Numbers as text, and where an axis has its ticks: arithmetic alone, which needs no page.
// What was computed comes with its text from the program. Rounded here is only what a page makes itself: what it interpolates between the
// points of a sweep or adds up, and the ticks and ends of its axes.

const thin_space = "\u202f";
const [shown_digits, error_digits] = [3, 2];
const words = {6: "million", 9: "billion", 12: "trillion"};
const [first_word, last_plain_exponent, first_exponent] = [6, -3, 15]; // words from a million on; exponents beyond them, and below a thousandth
const [smallest_in_a_word, beyond_a_word] = [-1, 4];                   // leading digits, from that of the word
const almost = 1e-9;

const range = count => Array.from({length: count}, (_, i) => i);
const distinct = values => [...new Set(values)];
const finite = values => values.filter(value => value !== null && value !== undefined);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const by_number = (a, b) => a - b;

// ---- Numbers as text --------------------------------------------------------------------------------------------------------------

const superscript = digit => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(digit)];
const power_text = exponent => `${thin_space}×${thin_space}10` + String(Number(exponent)).replace(/./g, superscript);
const unit_text = unit => unit.replace(/\*/g, "·");
const with_minus = text => text.replace("-", "−");
const grouped = [0, 1, 2, 3, 4].map(digits => new Intl.NumberFormat("en", {maximumSignificantDigits: Math.max(1, digits)}));

/// In millions, billions or trillions, without the word.
const in_word = (value, word, digits = shown_digits) => with_minus(grouped[digits].format(value / 10 ** word));

function number_text(value, digits = shown_digits) {
    if (value === 0) return "0";
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    if (exponent >= first_word && exponent < first_exponent) {
        const word = exponent - exponent % 3;
        return `${in_word(value, word, digits)} ${words[word]}`;
    }
    if (exponent >= first_exponent || exponent < last_plain_exponent) return with_minus(String(Number(mantissa))) + power_text(exponent);
    return with_minus(grouped[digits].format(value));
}

/// Without the sign of per cent: at most four digits, and as many of 99.93 as tell it from 100.
function percent_text(share) {
    const percent = 100 * share, size = Math.abs(percent);
    if (size < 1 && size > 0) return number_text(percent, error_digits);
    return with_minus(percent.toFixed(size > 99 && size < 99.995 ? 2 : 1).replace(/^(-?0|100)\.0+$/, "$1"));
}

/// A chart says whether it is of shares, and by its suffix whether these are per cent or percentage points.
const share_suffix = chart => thin_space + chart.suffix;
const bare_text = (chart, value) => chart.share ? percent_text(value) : number_text(value);
const value_text = (chart, value) => bare_text(chart, value) + (chart.share ? share_suffix(chart) : "");

const in_reach = above => above >= smallest_in_a_word && above < beyond_a_word;

/// "26 % [14, 44]", "1.2 billion [0.9, 1.5]"; numbers beyond words share one power of ten. As the program's tables have it.
function interval_text(chart, low, middle, high) {
    if (low === high) return value_text(chart, middle);
    const exponent = Math.floor(Math.log10(Math.abs(middle)));
    const word = exponent - exponent % 3, fits = end => end === 0 || in_reach(Math.floor(Math.log10(Math.abs(end))) - word);
    const worded = !chart.share && exponent >= first_word && exponent < first_exponent && fits(low) && fits(high);
    if (worded) return `${number_text(middle)} [${in_word(low, word)}, ${in_word(high, word)}]`;
    if (chart.share || exponent < first_exponent || !Number.isFinite(exponent))
        return `${value_text(chart, middle)} [${bare_text(chart, low)}, ${bare_text(chart, high)}]`;
    const part = value => number_text(value / 10 ** exponent);
    return `${part(middle)} [${part(low)}, ${part(high)}]${power_text(exponent)}`;
}

/// How far something errs: of a value, or in relation to it.
function error_text(chart, error, relative) {
    if (relative) return number_text(100 * error, error_digits) + thin_space + "%";
    if (chart.share) return number_text(100 * error, error_digits) + " pp";
    return number_text(error, error_digits) + (chart.unit ? " " + unit_text(chart.unit) : "");
}

// ---- Ticks ------------------------------------------------------------------------------------------------------------------------

const pixels_of_a_tick = 44, least_ratio_of_decades = 15, most_decimals = 6, most_tick_digits = 4;

/// On a logarithmic axis: powers of ten, with their double and fivefold where there is room.
function decade_ticks(low, high, room) {
    const decades = Math.log10(high / low), skip = Math.max(1, Math.ceil(decades / room)), parts = decades * 3 < room ? [1, 2, 5] : [1];
    const ticks = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); ++e)
        if (e % skip === 0) ticks.push(...parts.map(part => part * 10 ** e));
    return ticks.filter(value => value >= low && value <= high);
}

/// The distance between about so many ticks: 1, 2, 5 or 10 times a power of ten.
function tick_step(low, high, room) {
    const rough = (high - low) / room, base = 10 ** Math.floor(Math.log10(rough));
    return base * [1, 2, 5, 10].find(factor => factor * base >= rough * 0.999);
}
function even_ticks(low, high, step) {
    const ticks = [];
    for (let k = Math.ceil(low / step - almost); k * step <= high + step * almost; ++k) ticks.push(Number((k * step).toPrecision(12)));
    return ticks;
}

/// Of an axis of values that is so many pixels long: where each tick is, and its label.
function value_ticks(chart, [low, high], pixels, log) {
    const room = Math.max(2, Math.floor(pixels / pixels_of_a_tick));
    if (log && high / low > least_ratio_of_decades)
        return decade_ticks(low, high, room).map(v => ({v, label: value_text(chart, v).replace(/^1.×./, "")}));
    const step = tick_step(low, high, room);
    const decimals = clamp(Math.ceil(-Math.log10(step * (chart.share ? 100 : 1)) - almost), 0, most_decimals);
    const digits = clamp(Math.ceil(Math.log10(high / step) + almost) + 1, 1, most_tick_digits);
    const label = v => chart.share ? (100 * v).toFixed(decimals) + share_suffix(chart) : number_text(v, digits);
    return even_ticks(low, high, step).map(v => ({v, label: label(v)}));
}

/// Years where each date has its own, then months, then days.
function date_labels(dates) {
    const apart = length => distinct(dates.map(date => date.slice(0, length))).length === dates.length;
    const length = [4, 7].find(apart) ?? 10;
    return dates.map(date => date.slice(0, length));
}

/// The dates that have a tick, of which at most `room` fit: round years, otherwise each so manieth, counted from the last.
function date_ticks(dates, room) {
    const labels = date_labels(dates), yearly = labels[0].length === 4;
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(candidate => dates.length / candidate <= room) ?? dates.length;
    const shown = (label, i) => yearly && step > 2 ? Number(label) % step === 0 : (dates.length - 1 - i) % step === 0;
    return labels.flatMap((label, at) => shown(label, at) ? [{at, label}] : []);
}
