#!/usr/bin/python3
"""Opens results pages in headless Chromium and checks what a reader would see.

    tests/command/browser.py [--screenshots DIR] [--pdf FILE] [--self-test] PAGE_OR_FOLDER...

Each report.html is opened by file:// at the widths of a phone, a tablet and a desk, light and dark. Checked are: a silent console, no request
but for the file itself, no overflow to the side, charts that have drawn something, text alternatives, every number of the charts against
summary.csv and every number of the tables against tables/*.csv beside the page, legends and the headline that say what tables say, titles where
people read and no ids, saved charts that draw something and name n and their fingerprint, sliders that
move what is drawn, and interpolation that is exact at computed points and tells its error truly. --self-test breaks copies of the page and
demands that each break is noticed.
Needs python3-selenium and chromium-driver. Ends with 0 where all is well, with 1 and a list of failures otherwise.
"""
import argparse
import base64
import csv
import json
import math
import pathlib
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

WIDTHS = {360: 740, 390: 844, 768: 1024, 1440: 900}
DRAWN_DIGITS = 5
QUANTILES = ("mean", "p05", "p25", "p50", "p75", "p95")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1")


class Browser:
    """A Chromium of our own, with a profile that goes when it goes."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="sim-browser-")
        options = Options()
        for flag in FLAGS:
            options.add_argument(flag)
        options.add_argument("--user-data-dir=" + self.profile)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
        if not binary or not driver:
            raise SystemExit("browser.py: needs chromium and chromedriver (Debian: chromium-driver)")
        options.binary_location = binary
        self.driver = webdriver.Chrome(service=Service(driver), options=options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def js(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)

    def scheme(self, name):
        self.cdp("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": name}])

    def open(self, page, width, scheme):
        self.driver.get("about:blank")
        self.size(width, WIDTHS[width])
        self.scheme(scheme)
        self.logs("browser"), self.logs("performance")
        self.driver.get(page.resolve().as_uri())
        self.settle()

    def settle(self):
        """Until two frames have been drawn after the page's own delays."""
        self.driver.set_script_timeout(60)
        self.driver.execute_async_script("const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 250);")

    def logs(self, kind):
        return self.driver.get_log(kind)

    def screenshot(self, file):
        width, height = self.js("return [innerWidth, document.documentElement.scrollHeight]")
        image = self.cdp("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                         clip={"x": 0, "y": 0, "width": width, "height": min(height, 16000), "scale": 1})
        file.write_bytes(base64.b64decode(image["data"]))

    def pdf(self, file):
        printed = self.cdp("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        file.write_bytes(base64.b64decode(printed["data"]))


class Checks:
    """Failures are gathered, so that one run tells all of them."""

    def __init__(self):
        self.failures, self.made, self.counted = [], 0, Counter()

    def that(self, holds, message):
        self.made += 1
        if not holds:
            self.failures.append(message)
        return bool(holds)


def check_console(browser, checks, where):
    for entry in browser.logs("browser"):
        checks.that(entry["level"] not in ("SEVERE", "WARNING"), f"{where}: console {entry['level']}: {entry['message']}")
    checks.that(True, "")


def check_requests(browser, checks, page, where):
    own = page.resolve().as_uri()
    for entry in browser.logs("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] not in ("Network.requestWillBeSent", "Network.webSocketCreated"):
            continue
        url = message["params"].get("request", message["params"])["url"].split("#")[0]
        checks.counted["requests"] += 1
        checks.that(url in (own, "about:blank") or url.startswith("data:"), f"{where}: a request to {url[:120]}")


def check_layout(browser, checks, where):
    overflow = browser.js("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    culprits = overflow > 0 and browser.js("""const wide = document.documentElement.clientWidth;
        return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1 && !e.closest('.scroll, pre, .plot, svg'))
            .slice(0, 3).map(e => e.tagName + '.' + e.className)""")
    checks.that(overflow <= 0, f"{where}: the page is {overflow} px wider than the window: {culprits}")
    over = browser.js("""return [...document.querySelectorAll('.plot')].flatMap(plot => { 
        const labels = [...plot.querySelectorAll('.dygraph-axis-label-x')].map(e => { const range = document.createRange(); range.selectNodeContents(e); return range.getBoundingClientRect(); })
            .sort((a, b) => a.left - b.left);
        return labels.slice(1).filter((box, i) => box.left < labels[i].right + 2).map(() => plot.closest('figure').querySelector('h3').textContent); })""")
    checks.that(not over, f"{where}: labels of the date axis cover each other in {sorted(set(over))}")


def check_charts(browser, checks, where):
    charts = browser.js("return window.simPage ? simPage.data.charts.map(chart => chart.metric) : null")
    if not checks.that(charts is not None, f"{where}: the script of the page did not start"):
        return
    figures = browser.js("return document.querySelectorAll('figure.chart').length")
    checks.that(figures == len(charts), f"{where}: {figures} figures for {len(charts)} charts")
    for index, metric in enumerate(charts):
        painted = browser.js("""const canvas = document.querySelectorAll('figure.chart')[arguments[0]].querySelector('canvas');
            if (!canvas) return 0;
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
            for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 30) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
            return seen.size""", index)
        checks.that(painted > 2, f"{where}: chart {metric} is blank ({painted} colours)")
        shown = browser.js("return simPage.shown(arguments[0])", index)
        full = [line for line in shown if any(value is not None for value in line.get("p50", line.get("mean")))]
        checks.that(full, f"{where}: chart {metric} shows no line")
        checks.counted["charts"] += 1


def check_alternatives(browser, checks, source, where):
    for alternative in browser.js("""return [...document.querySelectorAll('[role=img], img:not([alt=""])')].map(e => [e.className.baseVal ?? e.className, e.getAttribute('aria-label') ?? e.alt ?? ''])"""):
        checks.that(len(alternative[1].strip()) > 10, f"{where}: a picture ({alternative[0]}) without a text alternative")
        checks.counted["text alternatives"] += 1
    for tag in re.findall(r'<div class="plot"[^>]*>', source):
        said = re.search(r'aria-label="([^"]*)"', tag)
        checks.that(said and len(said[1].strip()) > 10, f"{where}: a chart without a text alternative in the file itself")
    unnamed = browser.js("""return [...document.querySelectorAll('button, select, input')].filter(e => e.offsetParent && !(e.textContent.trim() && e.tagName === 'BUTTON') && !e.getAttribute('aria-label') && !e.labels?.length)
        .map(e => e.outerHTML.slice(0, 80))""")
    checks.that(not unnamed, f"{where}: controls without a name: {unnamed[:3]}")
    checks.that(browser.js("return document.documentElement.lang") == "en", f"{where}: the page does not name its language")
    checks.that(browser.js("return document.querySelectorAll('h1').length") == 1, f"{where}: a page has one h1")


def contrast_with_ground(browser):
    """Of the colours of lines, by WCAG 2."""
    return browser.js("""const style = getComputedStyle(document.documentElement), light = hex => { hex = hex.trim().replace('#', ''); if (hex.length === 3) hex = [...hex].map(c => c + c).join('');
            const [r, g, b] = [0, 2, 4].map(i => parseInt(hex.slice(i, i + 2), 16) / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = light(style.getPropertyValue('--ground'));
        return [0, 1, 2, 3, 4, 5, 6, 7].map(i => { const line = light(style.getPropertyValue('--series-' + i)); return (Math.max(line, ground) + 0.05) / (Math.min(line, ground) + 0.05); })""")


def check_schemes(browser, checks, page):
    grounds = {}
    for scheme in ("light", "dark"):
        browser.open(page, 1440, scheme)
        grounds[scheme] = browser.js("return getComputedStyle(document.body).backgroundColor")
        weakest = min(contrast_with_ground(browser))
        checks.that(weakest >= 3, f"{page}: {scheme}: a line has a contrast of {weakest:.2f} with the ground, less than 3")
        check_charts(browser, checks, f"{page}: {scheme}")
        check_console(browser, checks, f"{page}: {scheme}")
    checks.that(grounds["light"] != grounds["dark"], f"{page}: dark and light have the same ground {grounds['light']}")


def read_differences(folder, metrics):
    """compare.csv in the words of summary.csv; few or skewed pairs have no interval."""
    rows = {}
    with open(folder / "compare.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["metric"] in metrics:
                mean = row["difference"]
                rows[row["other"], row["group"], int(row["point"]), row["metric"], row["date"]] = {
                    "mean": mean, "p50": mean, "p05": row["ci95_low"], "p95": row["ci95_high"]}
    return rows


def read_summary(folder, metrics):
    rows = {}
    with open(folder / "summary.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["metric"] in metrics:
                rows[row["variant"], row["group"], int(row["point"]), row["metric"], row["date"]] = row
    return rows


def same_number(shown, written, digits):
    if shown is None or written in ("", "nan"):
        return (shown is None) == (written in ("", "nan"))
    value = float(written)
    return shown == float(f"{value:.{digits}g}") or abs(shown - value) <= 10.0 ** (1 - digits) * abs(value)


def check_numbers(browser, checks, page):
    """Every number of the charts is the one of summary.csv; a page of several folders has its numbers there and is not checked here."""
    data = json.loads(browser.js("return document.getElementById('data').textContent"))
    if not any((page.parent / name).exists() for name in ("summary.csv", "compare.csv")):
        return
    read = read_differences if data.get("paired") else read_summary
    rows = read(page.parent, {chart["metric"] for chart in data["charts"]})
    wrong = []
    for chart in data["charts"]:
        for line in chart["lines"]:
            key = data["variant_ids"][line["variant"]], data["groups"][line["group"]]["id"], line["point"], chart["metric"]
            for quantile in QUANTILES:
                values = line.get(quantile)
                if values is None:
                    continue
                if len(values) != len(data["dates"]):
                    wrong.append(f"{key} {quantile}: {len(values)} values for {len(data['dates'])} dates")
                for date, value in zip(data["dates"], values):
                    row = rows.get((*key, date))
                    checks.counted["numbers of charts"] += value is not None
                    if not same_number(value, row[quantile] if row else "", DRAWN_DIGITS):
                        wrong.append(f"{key} {date} {quantile}: {value}, in summary.csv {row and row[quantile]}")
        if chart["distributions"]:
            for one in chart["distributions"]:
                row = rows.get((data["variant_ids"][one["variant"]], data["groups"][one["group"]]["id"], 0, chart["metric"], one["date"]))
                if not row or sum(one["counts"]) != int(row["n"]):
                    wrong.append(f"{chart['metric']}: a distribution of {sum(one['counts'])} replicates, in summary.csv {row and row['n']}")
    checks.that(not wrong, f"{page}: {len(wrong)} numbers differ from summary.csv, the first: {wrong[:1]}")
    checks.that(checks.counted["numbers of charts"] > 0, f"{page}: no number of a chart could be compared with summary.csv")


def check_tables(browser, checks, page):
    """Every cell of a table that has a file tables/<id>.csv, as text."""
    tables = browser.js("""return [...document.querySelectorAll('table[data-table]')].map(table => [table.dataset.table, [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))])""")
    compared = 0
    for name, cells in tables:
        file = page.parent / "tables" / f"{name}.csv"
        if not file.exists():
            continue
        with open(file, newline="", encoding="utf-8") as stream:
            written = [[shown(cell.strip()) for cell in row] for row in csv.reader(stream)]
        checks.that(len(cells) == len(written), f"{page}: table {name} has {len(cells)} rows, {file.name} {len(written)}")
        wrong = [(shown, wanted) for row, other in zip(cells, written) for shown, wanted in zip(row, other) if shown != wanted]
        wrong += [(row, other) for row, other in zip(cells, written) if len(row) != len(other)]
        compared += sum(bool(re.search(r"\d", cell)) for row in written for cell in row)
        checks.that(not wrong, f"{page}: table {name} differs from {file.name} in {len(wrong)} cells, the first: {wrong[:1]}")
    checks.counted["numbers of tables"] += compared
    if any((page.parent / "tables").glob("*.csv")):
        checks.that(compared > 0, f"{page}: there are tables/*.csv, but no table of the page names one of them by data-table")


def legends(browser, chart):
    """What the legend of a chart says at each date: the date, the lines drawn and their estimates."""
    return browser.js("""const figure = document.querySelectorAll('figure.chart')[arguments[0]], plot = figure.querySelector('.plot'), legend = figure.querySelector('.legend'), read = [];
        plot.focus();
        plot.dispatchEvent(new KeyboardEvent('keydown', {key: 'End', bubbles: true}));
        for (const date of simPage.data.dates) {
            read.push([legend.querySelector('p b').textContent, [...legend.querySelectorAll('li b')].map(e => e.textContent), legend.querySelector('p').textContent]);
            plot.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}));
        }
        plot.blur();
        return [simPage.shown(arguments[0]), read]""", chart)


MOST_POINTS_IN_TABLES = 12


def shown(cell):
    """Without the apostrophe that keeps a spreadsheet from working a cell out."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in tuple("=+-@") else cell


def cells_of_tables(page, data):
    """What tables/*.csv say of a variant's metric and group at a point and date, or year; of a big sweep, at all points at once."""
    cells, big = {}, data["points"] > MOST_POINTS_IN_TABLES
    for variant, own in zip(data["variants"], data["variant_ids"]):
        names = [f"{name}.csv" for name in ("headline-" + own, "compare-" + own, own.replace(": ", "-"))]
        file = next((page.parent / "tables" / name for name in names if (page.parent / "tables" / name).exists()), None)
        if file is None:
            continue
        with open(file, newline="", encoding="utf-8") as stream:
            heads, *rows = csv.reader(stream)
        points = Counter()
        for measure, group, *texts in rows:
            if data["paired"]:
                measure = measure.partition(" #")[0]
            elif data["points"] > 1 and not big:
                measure, _, group = measure.partition(", ")  # the second column is what the point sets
            for date, text in zip([head.rpartition(" to ")[2] for head in heads[2:]], map(shown, texts)):
                cells[variant, measure, group, None if big else points[measure, group], date] = text.rpartition(": ")[2] if data["paired"] else text
            points[measure, group] += 1
    return cells


def check_one_rounding(browser, checks, page):
    """Legends and the headline say what tables say, to the letter."""
    browser.open(page, 1440, "light")
    data = json.loads(browser.js("return document.getElementById('data').textContent"))
    cells, big, point, wrong = cells_of_tables(page, data), data["points"] > MOST_POINTS_IN_TABLES, browser.js("return simPage.computed()"), []

    def compare(variant, measure, group, date, text):
        key = variant, measure, group, None if big else point
        stands_for_its_year = len(date) == 4 or date == max(d for d in data["dates"] if d[:4] == date[:4])
        date = date.rpartition(" to ")[2]
        cell = cells.get((*key, date), cells.get((*key, date[:7]), cells.get((*key, date[:4]), "") if stands_for_its_year else ""))
        checks.counted["words of tables in charts"] += cell != ""
        if cell not in ("", text):
            wrong.append((*key, date, text, cell))

    for index, chart in enumerate(data["charts"]):
        lines, read = legends(browser, index)
        measure = f"{chart['title']} ({chart['unit']})" if chart["unit"] else chart["title"]
        for date, texts, head in read:
            checks.that(big == ("rounded by this page" in head), f"{page}: {chart['metric']}: the legend says of its rounding: {head}")
            for line, text in zip(lines, texts if not big else []):
                compare(data["variants"][line["variant"]], measure, data["groups"][line["group"]]["label"], date, text)
        if index or 1 < data["points"] and not big:
            continue
        year = browser.js("return document.querySelector('#headline h3')?.textContent.slice(-4)")
        for variant, group, text in browser.js("""return [...document.querySelectorAll('table.lead tbody tr')].flatMap(row => [...row.querySelectorAll('td')].map((cell, i) =>
                [row.querySelector('th').textContent, row.closest('table').tHead.rows[0].cells[i + 1].textContent, cell.textContent]))"""):
            compare(variant, measure, group, year, text)
    compared = checks.counted["words of tables in charts"]
    checks.that(not wrong, f"{page}: charts and tables say different words in {len(wrong)} places, the first: {wrong[:1]}")
    checks.that(compared > 0 or not (page.parent / "tables").exists(), f"{page}: no word of a chart could be compared with a table")


def check_words(browser, checks, page):
    """What people read has titles: headings, the sentence of the headline and legends; and a saved chart says where it comes from."""
    browser.open(page, 1440, "light")
    data = json.loads(browser.js("return document.getElementById('data').textContent"))
    ids = {chart["metric"] for chart in data["charts"] if "_" in chart["metric"]}
    read = browser.js("""return [...document.querySelectorAll('h1, h2, h3, .sentence, .legend, .chip, figcaption, summary, thead th, tbody th')].filter(e => !e.closest('#scenario, #decides'))
        .map(e => e.textContent)""")
    named = [text for text in read if any(re.search(rf"\b{one}\b", text) for one in ids)]
    checks.that(not named, f"{page}: people read the id of a metric: {named[:2]}")
    told = browser.js("return document.querySelector('#headline .sentence')?.textContent ?? null")
    table = browser.js("return [...document.querySelectorAll('#headline table.lead tbody tr:first-child td')].map(cell => cell.textContent).filter(Boolean)")
    if told is not None:
        checks.that(any(cell in told for cell in table), f"{page}: the headline says {told!r}, its table {table}")
        checks.counted["headlines"] += 1
    for index, chart in enumerate(data["charts"]):
        svg, rows = browser.js("return [simPage.saved(arguments[0], 'svg'), simPage.saved(arguments[0], 'csv')]", index)
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", svg))
        marks = svg.count("<polyline") + svg.count("<polygon") + svg.count("<circle")
        checks.that(marks > 0 and "NaN" not in svg, f"{page}: {chart['metric']}: the saved chart draws nothing, or NaN")
        checks.that(f"n = {'one replicate' if data['replicates'] == 1 else data['counted'] + ' replicates'}" in words, f"{page}: {chart['metric']}: the saved chart does not name n")
        checks.that(all(source["fingerprint"] in words and source["fingerprint"] in rows for source in data["sources"]), f"{page}: {chart['metric']}: a saved chart does not name its fingerprint")
        lines = list(csv.reader(rows.splitlines()))
        checks.that(len(lines) > 1 and len({len(line) for line in lines}) == 1, f"{page}: {chart['metric']}: the saved CSV has no rows, or ragged ones")
        checks.counted["saved charts"] += 1


def canvas_marks(browser):
    return browser.js("return [...document.querySelectorAll('figure.chart')].map(figure => figure.querySelector('canvas').toDataURL())")


def medians(browser, chart):
    """As drawn, by variant and group."""
    return {(line["variant"], line["group"]): line["p50"] for line in browser.js("return simPage.shown(arguments[0])", chart)}


def check_sliders(browser, checks, page):
    data = json.loads(browser.js("return document.getElementById('data').textContent"))
    if not data["axes"]:
        return
    inputs = browser.js("return document.querySelectorAll('.sliders input, .sliders select').length")
    checks.that(inputs > 0, f"{page}: a sweep without sliders")
    for axis in range(inputs):
        shown, marks = [medians(browser, chart) for chart in range(len(data["charts"]))], canvas_marks(browser)
        browser.js("""const input = document.querySelectorAll('.sliders input, .sliders select')[arguments[0]];
            if (input.tagName === 'SELECT') input.selectedIndex = (input.selectedIndex + 1) % input.options.length; else input.value = Number(input.value) > 100 ? 37 : 163;
            input.dispatchEvent(new Event('input', {bubbles: true})); input.dispatchEvent(new Event('change', {bubbles: true}));""", axis)
        browser.settle()
        checks.that(any(medians(browser, chart) != before for chart, before in enumerate(shown)), f"{page}: slider {axis} does not change what is shown")
        checks.that(canvas_marks(browser) != marks, f"{page}: slider {axis} does not change a pixel")
        checks.counted["sliders"] += 1
    check_computed_points(browser, checks, page, data)
    check_interpolation(browser, checks, page, data)


def go_to(browser, data, point):
    for axis, one in enumerate(data["axes"]):
        browser.js("simPage.set(arguments[0], arguments[1])", axis, one["numbers"][point] if one["numbers"] else one["texts"][point])


def check_controls(browser, checks, page):
    """A group can be switched on and off, and arrow keys move through the dates."""
    browser.open(page, 1440, "light")
    for index, metric in enumerate(browser.js("return simPage.data.charts.map(chart => chart.metric)")):
        shown = medians(browser, index)
        chips = "document.querySelectorAll('figure.chart')[arguments[0]].querySelectorAll('.chip')"
        if browser.js(f"return [...{chips}].some(chip => chip.getAttribute('aria-pressed') === 'false')", index):
            browser.js(f"const off = [...{chips}].find(chip => chip.getAttribute('aria-pressed') === 'false'); off.click(); window.switched = off;", index)
            more = medians(browser, index)
            checks.that(len(more) > len(shown) and browser.js("return switched.getAttribute('aria-pressed')") == "true", f"{page}: chart {metric}: a group cannot be switched on")
            browser.js("switched.click()")
            checks.that(medians(browser, index) == shown, f"{page}: chart {metric}: a group cannot be switched off")
        said = browser.js("""const figure = document.querySelectorAll('figure.chart')[arguments[0]], plot = figure.querySelector('.plot'), legend = figure.querySelector('.legend'), texts = [legend.textContent];
            plot.focus();
            for (const key of ['ArrowLeft', 'End']) { plot.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})); texts.push(legend.textContent); }
            plot.blur();
            return texts""", index)
        dates = browser.js("return simPage.data.dates.length")
        checks.that(said[0] == said[2] and (dates < 2 or said[0] != said[1]), f"{page}: chart {metric}: arrow keys do not move through the dates")
    check_console(browser, checks, f"{page}: controls")


def check_computed_points(browser, checks, page, data):
    """At a computed point the lines are its own numbers, and the page says so."""
    for point in sorted({0, data["points"] // 3, data["points"] - 1}):
        go_to(browser, data, point)
        checks.that(browser.js("return simPage.computed()") == point, f"{page}: at point {point} the page does not say that it is computed")
        for index, chart in enumerate(data["charts"]):
            for (variant, group), values in medians(browser, index).items():
                own = next((line["p50"] for line in chart["lines"] if (line["variant"], line["group"], line["point"]) == (variant, group, point)), None)
                checks.that(values == own, f"{page}: {chart['metric']} at computed point {point} is not as computed")


def places(data):
    """The sliders of the page in [0, 1]: one for each set of axes with the same order of all points."""
    columns = []
    for axis in data["axes"]:
        numbers = axis["numbers"]
        if not numbers or max(numbers) == min(numbers):
            continue
        form = math.log if min(numbers) > 0 and max(numbers) / min(numbers) >= 10 else float
        low, high = form(min(numbers)), form(max(numbers))
        column = [(form(value) - low) / (high - low) for value in numbers]
        order = [sorted(set(numbers)).index(value) for value in numbers]
        if all(order != other for other, _ in columns):
            columns.append((order, column))
    return [list(place) for place in zip(*(column for _, column in columns))]


def spline(sites, values, place):
    """A polyharmonic spline of kernel r and linear tail, written anew and solved by elimination."""
    n, d = len(sites), len(place)
    linear = n > d + 1
    tail = lambda x: [1.0, *x] if linear else [1.0]
    width = len(tail(place))
    rows = [[*(math.dist(x, y) for y in sites), *tail(x), value] for x, value in zip(sites, values)]
    rows += [[*(tail(x)[k] for x in sites), *([0.0] * width), 0.0] for k in range(width)]
    size = n + width
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for i in range(size):
            if i != column:
                factor = rows[i][column] / rows[column][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column])]
    solution = [rows[i][size] / rows[i][i] for i in range(size)]
    return sum(w * k for w, k in zip(solution, [*(math.dist(place, y) for y in sites), *tail(place)]))


def check_interpolation(browser, checks, page, data):
    """The value between computed points and the error that the page tells, against a fit of our own with each point left out in turn."""
    sites = places(data)
    if any(not axis["numbers"] for axis in data["axes"]) or data["points"] > 40 or len({tuple(site) for site in sites}) < data["points"] or data["points"] < len(sites[0]) + 3:
        return
    for axis, one in enumerate(data["axes"]):
        browser.js("simPage.set(arguments[0], arguments[1])", axis, sorted(one["numbers"])[0] * 0.45 + sorted(one["numbers"])[-1] * 0.55)
    told = browser.js("return simPage.errors(0)")
    chart = data["charts"][0]
    if told["relative"] or not told["lines"]:
        return
    line = told["lines"][0]
    values = [next(one["p50"][-1] for one in chart["lines"] if (one["variant"], one["group"], one["point"]) == (line["variant"], line["group"], point)) for point in range(data["points"])]
    if any(value is None for value in values):
        return
    bound = (lambda v: min(1.0, max(0.0, v))) if chart["share"] else (lambda v: v)
    errors = [bound(spline(sites[:i] + sites[i + 1:], values[:i] + values[i + 1:], sites[i])) - values[i] for i in range(len(sites))]
    rms, worst = math.sqrt(sum(e * e for e in errors) / len(errors)), max(abs(e) for e in errors)
    # The page smooths by no more than the Monte Carlo error, and as much as generalised cross-validation finds best. That weighs all sites
    # alike, which leaving out does not: so it may err a little more than no smoothing, not much.
    checks.that(0 < line["rms"] <= rms * 1.1 + 1e-12 and line["rms"] <= line["worst"] * (1 + 1e-6) <= 3 * worst,
                f"{page}: leaving one out errs by {rms:.6g}, {worst:.6g} at worst; the page says {line['rms']:.6g} and {line['worst']:.6g}")
    checks.that("leaving one out errs by" in browser.js("return document.querySelector('.interpolation').textContent"), f"{page}: the error of interpolation is not shown")
    checks.counted["interpolation errors"] += 1


def check_print(browser, checks, page, file=None):
    """What is printed is light, and afterwards the page is as before."""
    browser.open(page, 1440, "dark")
    before = browser.js("return [getComputedStyle(document.body).backgroundColor, document.querySelectorAll('details[open]').length]")
    browser.js("dispatchEvent(new Event('beforeprint'))")
    paper = browser.js("return [getComputedStyle(document.body).backgroundColor, document.querySelectorAll('#tables details:not([open])').length, Math.max(0, ...[...document.querySelectorAll('.plot')].map(e => e.clientWidth))]")
    checks.that(paper[0] == "rgb(255, 255, 255)", f"{page}: on paper the ground is {paper[0]}")
    checks.that(paper[1] == 0, f"{page}: on paper {paper[1]} parts are folded away")
    checks.that(paper[2] <= 660, f"{page}: on paper a chart is {paper[2]} px wide, more than the sheet")
    browser.js("dispatchEvent(new Event('afterprint'))")
    after = browser.js("return [getComputedStyle(document.body).backgroundColor, document.querySelectorAll('details[open]').length]")
    checks.that(before == after, f"{page}: after printing the page is not as before: {before}, {after}")
    if file:
        browser.pdf(file)
    check_console(browser, checks, f"{page}: print")


def check_page(browser, checks, page, screenshots=None, pdf=None):
    source = page.read_text(encoding="utf-8")
    for width in WIDTHS:
        where = f"{page}: {width} px"
        browser.open(page, width, "light")
        check_charts(browser, checks, where)
        check_layout(browser, checks, where)
        check_alternatives(browser, checks, source, where)
        if screenshots:
            browser.screenshot(screenshots / f"{page.parent.name}-{width}-light.png")
            browser.scheme("dark")
            browser.settle()
            browser.screenshot(screenshots / f"{page.parent.name}-{width}-dark.png")
        check_console(browser, checks, where)
        check_requests(browser, checks, page, where)
    check_schemes(browser, checks, page)
    check_numbers(browser, checks, page)
    check_tables(browser, checks, page)
    check_one_rounding(browser, checks, page)
    check_words(browser, checks, page)
    check_sliders(browser, checks, page)
    check_controls(browser, checks, page)
    check_print(browser, checks, page, pdf)
    checks.that(checks.counted["requests"] > 0, f"{page}: the log of requests is empty: nothing would be noticed")


def change_data(text, change):
    """The page with its numbers changed by a function."""
    start = text.index('id="data">') + len('id="data">')
    end = text.index("</script>", start)
    data = json.loads(text[start:end])
    change(data)
    return text[:start] + json.dumps(data).replace("<", "\\u003c") + text[end:]


def wrong_number(data):
    lines = [line for chart in data["charts"] for line in chart["lines"]]
    values = random.Random(1).choice(lines)["p50"]
    at = max(i for i, value in enumerate(values) if value is not None)
    values[at] = values[at] * 1.01 + 0.001


def wrong_words(data):
    for line in data["charts"][0]["lines"]:
        if "text" in line:
            line["text"] = [text and text + "0" for text in line["text"]]


def empty_chart(data):
    for line in data["charts"][0]["lines"]:
        for quantile in QUANTILES:
            if quantile in line:
                line[quantile] = [None] * len(data["dates"])


def breaks(text):
    """Broken pages by what is wrong with them, and a word that the failure must say."""
    before_script = text.rindex("<script>")
    insert = lambda piece: text[:before_script] + piece + text[before_script:]
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    yield "an error on the console", insert("<script>console.error('broken')</script>"), "console"
    yield "a warning on the console", insert("<script>console.warn('broken')</script>"), "console"
    yield "an exception", insert("<script>throw new Error('broken')</script>"), "console"
    yield "a picture from elsewhere", free.replace("</body>", '<img alt="a picture from elsewhere" src="http://127.0.0.1:9/pixel.png"></body>'), "request to http://127.0.0.1"
    yield "a picture that the policy forbids", text.replace("</body>", '<img alt="a picture from elsewhere" src="http://127.0.0.1:9/pixel.png"></body>'), "console"
    yield "a file beside the page", free.replace("</body>", '<script src="beside.js"></script></body>'), "request to file"
    yield "a wrong number in a chart", change_data(text, wrong_number), "differ from summary.csv"
    if '"text":[' in text and 'data-table="' in text:
        yield "other words than tables", change_data(text, wrong_words), "say different words"
    yield "a chart without numbers", change_data(text, empty_chart), "shows no line"
    yield "something too wide", text.replace("</main>", '<div style="width: 1500px">wide</div></main>'), "wider than the window"
    yield "a chart without a text alternative", re.sub(r'(<div class="plot"[^>]*) aria-label="[^"]*"', r'\1 aria-label=""', text), "without a text alternative"
    yield "no dark colours", text.replace("prefers-color-scheme: dark", "prefers-contrast: more"), "same ground"
    yield "keys without effect", text.replace("addEventListener(\"keydown\"", "addEventListener(\"keyless\""), "arrow keys"
    yield "groups that stay", text.replace("view.groups.add(group)", "0"), "switched on"
    yield "pale lines", text.replace("--series-1: #", "--series-1: #eee; --unused: #"), "contrast"
    yield "a script that does not start", text.replace("window.simPage =", "window.other ="), "did not start"
    if re.search(r'data-table="[^"]*"', text):
        yield "a wrong number in a table", re.sub(r"(<td>)(\d)", lambda m: m[1] + str((int(m[2]) + 1) % 10), text), "differs from"
    if '"axes":[{' in text.replace(" ", ""):
        yield "sliders without effect", text.replace("views.filter(near).forEach(draw)", "0").replace("forEach(draw); say_setting()", "length; say_setting()"), "slider"
        yield "another interpolation", text.replace("weight / row[i]", "1.1 * weight / row[i]"), "leaving one out"
        yield "computed points not taken as they are", text.replace("if (here.exact) return {...points[here.nearest], variant, group};", "").replace(
            "spline.sites.map((_, i) => i === Math.max(here, 0) ? 1 : 0)", "spline.sites.map((_, i) => 1 / spline.sites.length)"), "not as computed"


def self_test(browser, page):
    """Each broken copy must be noticed, by a message about what is broken; the page itself must pass."""
    text, missed, tried = page.read_text(encoding="utf-8"), [], 0
    for what, broken, word in breaks(text):
        tried += 1
        if broken == text:
            missed.append(f"{what}: the page has nothing to break this way")
            continue
        with tempfile.TemporaryDirectory(prefix="sim-broken-") as folder:
            copy = pathlib.Path(folder) / "report.html"
            copy.write_text(broken, encoding="utf-8")
            (pathlib.Path(folder) / "beside.js").write_text("", encoding="utf-8")
            for name in ("summary.csv", "tables"):
                if (page.parent / name).exists():
                    (pathlib.Path(folder) / name).symlink_to((page.parent / name).resolve())
            checks = Checks()
            try:
                check_page(browser, checks, copy)
            except Exception as error:  # a page may be too broken to be asked further; what was noticed before counts
                checks.failures.append(f"{type(error).__name__}: {error}")
            if not any(word in failure for failure in checks.failures):
                missed.append(f"{what}: not noticed ({checks.failures[:2] or 'no failure at all'})")
            else:
                print(f"noticed: {what}")
    for message in missed:
        print(f"MISSED: {message}")
    print(f"{page}: {tried - len(missed)} of {tried} breaks noticed")
    return not missed


def main():
    parser = argparse.ArgumentParser(description="Checks results pages in headless Chromium.")
    parser.add_argument("pages", nargs="+", type=pathlib.Path, help="report.html or a folder with one")
    parser.add_argument("--screenshots", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--pdf", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    pages = [page / "report.html" if page.is_dir() else page for page in arguments.pages]
    for page in pages:
        if not page.is_file():
            raise SystemExit(f"browser.py: there is no page {page}")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    well = True
    with Browser() as browser:
        for page in pages:
            started = time.monotonic()
            if arguments.self_test:
                well = self_test(browser, page) and well
                continue
            checks = Checks()
            check_page(browser, checks, page, arguments.screenshots, arguments.pdf)
            for failure in checks.failures:
                print(f"FAILED: {failure}")
            counts = ", ".join(f"{count} {what}" for what, count in sorted(checks.counted.items()))
            print(f"{page}: {len(checks.failures)} of {checks.made} checks failed ({counts}) in {time.monotonic() - started:.1f} s")
            well = well and not checks.failures
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
