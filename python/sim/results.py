"""A results folder: its CSV files as typed frames, its tables and charts as notebooks show them."""
from __future__ import annotations

import json
import pathlib
import tempfile

from .program import FolderError, call

KINDS = {"string": "string", "integer": "Int64", "number": "float64", "any": "string", "boolean": "boolean"}


def unguarded(cell):
    """A cell without the apostrophe that keeps a spreadsheet from working it out."""
    return cell[1:] if isinstance(cell, str) and cell[:1] == "'" and cell[1:].lstrip()[:1] in tuple("=+-@") else cell


class Text(str):
    """Markdown that the program wrote; a notebook renders it."""

    def _repr_markdown_(self) -> str:
        return str(self)


class Chart(str):
    """An SVG that the program drew; a notebook shows it."""

    def _repr_svg_(self) -> str:
        return str(self)

    def save(self, path) -> None:
        """Writes the SVG to a file."""
        pathlib.Path(path).write_text(self, encoding="utf-8")


class Results:
    """A complete results folder. Every CSV of it is an attribute, a pandas frame with the types that datapackage.json states:
    `summary`, `runs`, `design`, `ranks`, `claims`, `compare`, ... (`dir(results)` lists them). Frames are read once, when first asked for.

    Raises FolderError where the folder is missing or not complete.
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        try:
            self.manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
            described = json.loads((self.folder / "datapackage.json").read_text(encoding="utf-8"))
        except FileNotFoundError as missing:
            raise FolderError(6, f"{self.folder}: not a complete results folder: {missing.filename} is missing") from None
        self._resources = {resource["name"]: resource for resource in described["resources"]}
        self.metrics = {metric.pop("id", metric.get("name")): metric for metric in map(dict, described.get("sim:metrics", []))}

    def __dir__(self):
        return [*super().__dir__(), *self._resources]

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._resources:
            raise AttributeError(f"{name!r}: {self.folder} has the frames {', '.join(self._resources)}" if not name.startswith("_") else name)
        import pandas

        resource = self._resources[name]
        fields = resource["schema"]["fields"]
        frame = pandas.read_csv(self.folder / resource["path"], float_precision="round_trip", keep_default_na=False, na_values=[""],
                                dtype={field["name"]: KINDS[field["type"]] for field in fields if field["type"] != "date"},
                                parse_dates=[field["name"] for field in fields if field["type"] == "date"])
        for field in fields:
            if field["type"] in ("string", "any"):
                frame[field["name"]] = frame[field["name"]].map(unguarded, na_action="ignore")
        self.__dict__[name] = frame
        return frame

    @property
    def fingerprint(self) -> str:
        """64 bits, in hexadecimal, of all events of all trials."""
        return self.manifest["fingerprint"]

    @property
    def command(self) -> str:
        """What to type to have the same folder again."""
        return self.manifest["command"]

    def figure(self, metric: str, group: str | None = None, *, variant: str | None = None, stat: str = "p50"):
        """One metric, dates down, (variant, group) across: ready for `.plot()`. `stat` is a column of summary.csv: "p50", "mean", "p05", ...

        Raises KeyError where the run kept no such metric or group.
        """
        rows = self.summary
        rows = rows[(rows.metric == metric) & (rows.point == 0)]
        if rows.empty:
            raise KeyError(f"{metric!r} is not in {self.folder}/summary.csv, which holds what the scenario's report names: add it to report.tables")
        if group is not None:
            rows = rows[rows.group == group]
        if variant is not None:
            rows = rows[rows.variant == variant]
        if rows.empty:
            raise KeyError(f"{metric!r} is not there for group {group!r}, variant {variant!r} in {self.folder}/summary.csv")
        return rows.pivot(index="date", columns=["variant", "group"], values=stat)

    @property
    def tables(self) -> list[str]:
        """Names for `table()`."""
        return sorted(file.stem for file in (self.folder / "tables").glob("*.md"))

    def table(self, name: str = "headline") -> Text:
        """A table as the program wrote it, with intervals, rounded to what is known, and its fingerprint below."""
        file = self.folder / "tables" / f"{name}.md"
        if not file.is_file():
            raise KeyError(f"{name!r}: {self.folder} has the tables {', '.join(self.tables)}")
        return Text(file.read_text(encoding="utf-8"))

    @property
    def charts(self) -> dict[str, Chart]:
        """All charts of the report by name, drawn by `sim report` (needs gnuplot) in a folder that is then removed."""
        with tempfile.TemporaryDirectory(prefix="sim-charts-") as scratch:
            call("report", self.folder, "-o", scratch, "-q")
            return {file.stem: Chart(file.read_text(encoding="utf-8")) for file in sorted(pathlib.Path(scratch).glob("figures/*.svg"))}

    def chart(self, name: str) -> Chart:
        """One of `charts`, by its name or how it begins: "research_share"."""
        drawn = self.charts
        found = [key for key in drawn if key == name] or [key for key in drawn if key.startswith(name)]
        if not found:
            raise KeyError(f"{name!r}: {self.folder} has the charts {', '.join(drawn)}")
        return drawn[found[0]]

    def explain(self, figure: str | None = None, *, variant: str | None = None, luck: bool = False, totals: bool = False) -> Text:
        """What decides a figure: `sim explain`. Without a figure, those at the head of the report."""
        words = [] if figure is None else [figure]
        words += [] if variant is None else ["--variant", variant]
        return Text(call("explain", self.folder, *words, *(["--luck"] if luck else []), *(["--totals"] if totals else [])))

    def verify(self, sample: int | str = 20) -> str:
        """Files made again and compared, and so many trials played again. Raises FolderError where anything differs."""
        return call("verify", self.folder, "--sample", sample)

    @property
    def page(self) -> pathlib.Path:
        """report.html, which opens in any browser, without a network."""
        return self.folder / "report.html"

    def _repr_markdown_(self) -> str:
        names = self.tables
        return self.table("headline" if "headline" in names else names[0]) if names else repr(self)

    def __repr__(self) -> str:
        counts = self.manifest.get("counts", {})
        return f"<sim results {self.manifest.get('scenario', '')} in {self.folder}: {counts.get('trials', '?')} trials, fingerprint {self.manifest.get('fingerprint', '?')}>"
