// Starts the page: draws its charts, puts controls beside them, draws anew for other sizes, colours and paper, and answers tests.
// The page reads well without its script, which adds and takes nothing away.

const views = [...document.querySelectorAll("figure.chart")].map(view_of);

function redraw_all() {
    for (const view of views) {
        view.kind = null;
        draw(view);
        fill_chips(view);
    }
}

// ---- Paper ------------------------------------------------------------------------------------------------------------------------

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

// ---- The start --------------------------------------------------------------------------------------------------------------------

root.classList.add("scripted");
start_exploring();
for (const view of views) {
    fill_controls(view);
    draw(view);
    offer_saving(view);
    make_readable(view);
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw_all);
addEventListener("resize", () => { clearTimeout(redraw_all.rest); redraw_all.rest = setTimeout(redraw_all, 60); });
addEventListener("beforeprint", prepare_print);
addEventListener("afterprint", finish_print);

// ---- For tests --------------------------------------------------------------------------------------------------------------------

/// Moves the control of an axis to one of its values, or between two of them.
function set_axis(axis, value) {
    const control = sweep.controls.find(one => one.axes.includes(axis)), own = data.axes[axis];
    const closer = (best, point) => Math.abs(own.numbers[point] - value) < Math.abs(own.numbers[best] - value) ? point : best;
    const nearest = own.numbers.length ? range(data.points).reduce(closer, 0) : own.texts.indexOf(value);
    if (!control.slides) control.setting = control.leader.texts[nearest];
    else control.setting = own === control.leader ? snapped(control, control.place_of(value), almost) : control.scaled[nearest];
    here = locate(sweep);
    show_setting();
    say_setting();
    views.forEach(draw);
}

window.simPage = {
    data,
    shown: chart => views[chart].drawn.map(({variant, group, mean, p05, p50, p95}) =>
        views[chart].stacked ? {variant, group, mean} : {variant, group, p05, p50, p95}),
    set: set_axis,
    errors: chart => interpolation_errors(views[chart]),
    saved: (chart, kind) => kind === "csv" ? csv_of(views[chart]) : svg_of(views[chart]),
    computed: () => here.exact ? here.nearest : null,
};
