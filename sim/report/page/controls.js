// What a reader can move: variant, groups and axis of each chart, the date that its legend tells, and sliders over the points of a sweep.

const slider_steps = 200, reach = {hand: 0.015, key: 0.0026}, most_marks_to_snap = 16, dense_marks = 40;
const rest_of_the_hand = 150; // milliseconds

// ---- Controls of a chart ----------------------------------------------------------------------------------------------------------

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
    button.prepend(swatch({...view, variant: 0, stacked: false}, {group, variant: 0}));
    return button;
}
function fill_chips(view) {
    const present = distinct(view.chart.lines.map(line => line.group)).sort(by_number), chosen = group => view.chart.chosen.includes(group);
    const first = present.filter(chosen), rest = present.filter(group => !chosen(group));
    const open = view.chips.querySelector("details")?.open ?? false;
    const row = groups => element("div", {class: "row"}, ...groups.map(group => chip(view, group)));
    view.chips.replaceChildren(row(first));
    if (!rest.length) return;
    const levels = distinct(rest.map(group => data.groups[group].level));
    const rows = levels.map(level => row(rest.filter(group => data.groups[group].level === level)));
    const more = element("details", {class: "more"}, element("summary", {}, `${rest.length} more groups`), ...rows);
    more.open = open;
    view.chips.append(more);
}
function choice_of_variant(view) {
    const option = (value, text) => element("option", {value}, text);
    const options = [...variants_of(view.chart).map(variant => option(variant, data.variants[variant])), option(every_variant, "all variants")];
    const choice = element("select", {"aria-label": "Variant shown"}, ...options);
    choice.value = view.variant;
    choice.addEventListener("change", () => { view.variant = Number(choice.value); draw(view); });
    return choice;
}
function change_axis(view) {
    view.log = !view.log;
    draw(view);
    return view.log;
}
function stack_or_not(view) {
    view.stacked = !view.stacked;
    view.log = false;
    view.chips.hidden = view.stacked;
    draw(view);
    return view.stacked;
}
function fill_controls(view) {
    view.chips = element("div", {class: "chips", role: "group", "aria-label": "Groups shown"});
    const tools = element("div", {class: "row tools"});
    if (variants_of(view.chart).length > 1) tools.append(choice_of_variant(view));
    if (view.positive && !view.chart.stack) tools.append(toggle("Logarithmic", view.log, () => change_axis(view)));
    if (view.chart.stack && stack_groups(view.chart).length > 1) tools.append(toggle("Stacked", view.stacked, () => stack_or_not(view)));
    view.controls.replaceChildren(tools, view.chips);
    fill_chips(view);
}

/// Arrow keys and fingers move through the dates as the mouse does.
function make_readable(view) {
    let at = view.last;
    const select = row => { at = clamp(row, 0, view.last); view.graph.setSelection(at); show_values(view, at); };
    view.plot.tabIndex = 0;
    view.plot.addEventListener("focus", () => { at = view.last; view.legend.setAttribute("aria-live", "polite"); });
    view.plot.addEventListener("blur", () => {
        view.legend.removeAttribute("aria-live");
        view.graph.clearSelection();
        show_values(view, view.last);
    });
    view.plot.addEventListener("keydown", event => {
        const step = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: view.last}[event.key];
        if (step === undefined) return;
        event.preventDefault();
        select(step);
    });
    const under = touch => view.graph.findClosestRow(touch.clientX - view.plot.getBoundingClientRect().left);
    view.plot.addEventListener("touchmove", event => select(under(event.touches[0])), {passive: true});
}

// ---- Sliders over the sweep -------------------------------------------------------------------------------------------------------

/// As tables say it, at a computed value; between two of them the number is rounded here.
function setting_text(control) {
    if (!control.slides) return control.setting;
    const point = control.scaled.findIndex(t => Math.abs(t - control.setting) < almost);
    return point >= 0 ? control.leader.labels[point] : `${number_text(control.value_at(control.setting))} ${control.leader.unit}`.trim();
}
/// Sliders stand on a grid of steps, a setting may lie between two of them: near a computed value it is that value.
function snapped(control, t, within) {
    const nearest = control.marks.reduce((best, mark) => Math.abs(mark - t) < Math.abs(best - t) ? mark : best, control.marks[0]);
    return control.marks.length <= most_marks_to_snap && Math.abs(nearest - t) <= within ? nearest : t;
}

/// Which path it moves, and with it others.
function path_of(control) {
    const {leader} = control, also = control.axes.filter(axis => data.axes[axis] !== leader).map(axis => data.axes[axis].path);
    const others = also.length > 2 ? also.length + " others" : also.join(", ");
    const path = element("p", {class: "path"}, leader.path, ...(also.length ? [element("span", {}, `, and with it ${others}`)] : []));
    path.title = [leader.path, ...also].join("\n");
    return path;
}
function choice_among_words(control, id) {
    const choice = element("select", {id}, ...distinct(control.leader.texts).map(text => element("option", {}, text)));
    choice.addEventListener("change", () => { control.setting = choice.value; move(); });
    return choice;
}
function slider_input(control, id) {
    const input = element("input", {id, type: "range", min: 0, max: slider_steps, step: 1});
    let held = false;
    input.addEventListener("pointerdown", () => held = true);
    input.addEventListener("pointerup", () => held = false);
    input.addEventListener("input", () => {
        control.setting = snapped(control, input.value / slider_steps, held ? reach.hand : reach.key);
        move();
    });
    return input;
}
function slider(control, index) {
    const id = `axis-${index}`, {leader} = control, title = element("label", {for: id}, leader.name);
    control.input = control.slides ? slider_input(control, id) : choice_among_words(control, id);
    if (!control.slides) return element("div", {class: "slider"}, title, control.input, path_of(control));
    control.output = element("output", {for: id});
    const mark = t => element("svg:line", {x1: `${100 * t}%`, x2: `${100 * t}%`, y1: 0, y2: 5}), dense = control.marks.length > dense_marks;
    const marks = element("svg:svg", {class: dense ? "marks dense" : "marks", "aria-hidden": "true"}, ...control.marks.map(mark));
    const ends = [control.marks[0], 1].map(t => element("span", {}, leader.labels[control.scaled.indexOf(t)]));
    return element("div", {class: "slider"}, title, control.output, control.input, marks, element("p", {class: "ends"}, ...ends), path_of(control));
}

/// Charts in sight follow at once, the others when the hand rests.
function move() {
    here = locate(sweep);
    show_setting();
    const near = view => { const box = view.figure.getBoundingClientRect(); return box.bottom > -50 && box.top < innerHeight + 50; };
    move.frame ??= requestAnimationFrame(() => { move.frame = undefined; views.filter(near).forEach(draw); });
    clearTimeout(move.rest);
    move.rest = setTimeout(() => { views.filter(view => !near(view)).forEach(draw); say_setting(); }, rest_of_the_hand);
}
function show_setting() {
    for (const control of sweep.controls) {
        if (!control.slides) { control.input.value = control.setting; continue; }
        control.input.value = Math.round(slider_steps * control.setting);
        control.output.textContent = setting_text(control);
        control.input.setAttribute("aria-valuetext", setting_text(control));
    }
    explore.nearest.hidden = here.exact;
    explore.readout.classList.toggle("computed", here.exact);
}
function say_setting() {
    const where = sweep.controls.map(control => `${control.leader.name} ${control.leader.labels[here.nearest]}`).join(", ");
    explore.readout.textContent = here.exact ? `Computed, not interpolated: point ${here.nearest}.`
        : `Between computed runs: interpolated, and rounded by this page. Nearest is point ${here.nearest} (${where}).`;
}
function stand_at(point) {
    for (const control of sweep.controls) control.setting = control.slides ? control.scaled[point] : control.leader.texts[point];
    here = locate(sweep);
}

const explore = {};
function start_exploring() {
    const section = document.getElementById("explore"), panel = section?.querySelector(".sliders");
    if (!panel || !sweep.controls.length) return;
    explore.readout = element("p", {class: "readout", "aria-live": "polite"});
    explore.nearest = element("button", {type: "button", class: "toggle"}, "Go to it");
    explore.nearest.addEventListener("click", () => { stand_at(here.nearest); move(); });
    panel.append(...sweep.controls.map(slider), element("div", {class: "state"}, explore.readout, explore.nearest));
    follow_charts(section);
    stand_at(here.nearest);
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
