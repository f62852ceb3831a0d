#!/usr/bin/env python3
"""Elasticities from `sim compare`: by how many per cent a measure moves where a cause moves by one.

    sim compare scenarios/what_compute_buys.yaml:universities_half scenarios/what_compute_buys.yaml:universities_double -o half_double
    python3 python/elasticities.py half_double --ratio 4 --group kind:academia --dates 2023 2030

reads compare.csv and prints ln(other mean / base mean) / ln(ratio) with its 95 % Monte Carlo error (delta method on the paired difference), for
measures that are shares of a whole, counts and amounts alike; lags in years are printed as differences. Standard library only.
"""
import argparse
import csv
import math
import pathlib

MEASURES = ["breadth", "basket_lag", "usable_flops_per_researcher", "theil", "top_credit_per_researcher", "without_gpus_for_want", "papers",
            "credit", "top_credit_share", "reproducible_fraction", "utilisation", "gpus", "gpu_users", "researchers"]
IN_YEARS = {"basket_lag"}


def rows_of(folder, groups, dates):
    """{(metric, group, year): row} of the comparison in a folder."""
    with open(pathlib.Path(folder) / "compare.csv", newline="") as file:
        return {(row["metric"], row["group"], row["date"][:4]): row for row in csv.DictReader(file)
                if row["group"] in groups and row["date"][:4] in dates}


def elasticity(row, ratio):
    """Value and half of its 95 % interval; None where a mean is not above 0."""
    base, other = float(row["base"] or "nan"), float(row["other_mean"] or "nan")
    if not (base > 0 and other > 0):
        return None
    error = float(row["mcse"] or 0) / math.sqrt(base * other)
    return math.log(other / base) / math.log(ratio), 1.96 * error / abs(math.log(ratio))


def cell(row, metric, ratio):
    if row is None:
        return ""
    if metric in IN_YEARS:
        return f"{float(row['difference']):+.1f} +-{1.96 * float(row['mcse'] or 0):.1f} yr"
    found = elasticity(row, ratio)
    return "" if found is None else f"{found[0]:+.2f} +-{found[1]:.2f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", help="folders of sim compare, one a column; 'FOLDER|RATIO|GROUP' overrides the options")
    parser.add_argument("--ratio", type=float, default=4, help="of the cause, other variant over base variant")
    parser.add_argument("--group", default="world")
    parser.add_argument("--dates", nargs="+", default=["2023", "2030"])
    asked = parser.parse_args()
    columns = []
    for word in asked.folders:
        folder, *rest = word.split("|")
        ratio, group = (float(rest[0]), rest[1]) if rest else (asked.ratio, asked.group)
        basket = "basket:2017" + ("/" + group if group != "world" else "")
        columns.append((pathlib.Path(folder).name, ratio, group, basket, rows_of(folder, {group, basket}, set(asked.dates))))
    print("| measure | " + " | ".join(f"{name}, {group}, {date}" for name, _, group, _, _ in columns for date in asked.dates) + " |")
    print("|---|" + "---:|" * len(columns) * len(asked.dates))
    for metric in MEASURES:
        cells = [cell(rows.get((metric, basket if metric in IN_YEARS else group, date)), metric, ratio)
                 for _, ratio, group, basket, rows in columns for date in asked.dates]
        if any(cells):
            print(f"| `{metric}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
