"""Fits other libraries, as they are without any option set, on the tables that write_tables.py has written.

peers.py FOLDER TABLE PEER FOLD,FOLD…   predictions to FOLDER/TABLE/PEER-FOLD.csv; a line of JSON for each fold:
                                        seconds from the launch (of a later fold from its own start) until it is
                                        fitted, and of these the seconds of fitting
peers.py --versions                     the peers that are installed here, as a line of JSON
"""

import importlib.metadata
import json
import sys
import time
import warnings
from pathlib import Path

# As the program starts: the libraries are loaded after it.
LAUNCHED = time.perf_counter()

import pandas as pd  # noqa: E402

warnings.filterwarnings("ignore")

# The package of each.
PEERS = {
    "HistGradientBoosting": "scikit-learn",
    "XGBoost": "xgboost",
    "LightGBM": "lightgbm",
    "CatBoost": "catboost",
    "RandomForest": "scikit-learn",
    "linear": "scikit-learn",
    "RealMLP-TD": "pytabkit",
}

# HistGradientBoosting takes at most so many; what has more is left out there, as its message asks for.
MOST_CATEGORIES = 255


def model_of(peer, is_classes, categorical):
    if peer == "HistGradientBoosting":
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        model = HistGradientBoostingClassifier if is_classes else HistGradientBoostingRegressor
        return model(random_state=0, categorical_features="from_dtype")
    if peer == "XGBoost":
        import xgboost

        return (xgboost.XGBClassifier if is_classes else xgboost.XGBRegressor)(random_state=0, enable_categorical=True)
    if peer == "LightGBM":
        import lightgbm

        return (lightgbm.LGBMClassifier if is_classes else lightgbm.LGBMRegressor)(random_state=0, verbose=-1)
    if peer == "CatBoost":
        import catboost

        model = catboost.CatBoostClassifier if is_classes else catboost.CatBoostRegressor
        return model(random_seed=0, verbose=False, allow_writing_files=False, cat_features=categorical)
    if peer == "RandomForest":
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        return (RandomForestClassifier if is_classes else RandomForestRegressor)(random_state=0)
    if peer == "linear":
        from sklearn.linear_model import LogisticRegression, Ridge

        return LogisticRegression(max_iter=10_000) if is_classes else Ridge()
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

    return (RealMLP_TD_Classifier if is_classes else RealMLP_TD_Regressor)(n_cv=1, random_state=0, device="cpu")


def pipeline_of(peer, model, numeric, categorical):
    """For those that take neither categories nor missing values: the median, and a column for each category."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    steps = [SimpleImputer(strategy="median"), *([StandardScaler()] if peer == "linear" else [])]
    encoder = OneHotEncoder(handle_unknown="ignore")
    return make_pipeline(ColumnTransformer([("n", make_pipeline(*steps), numeric), ("c", encoder, categorical)]), model)


def inputs_of(train, test, target, peer, categorical):
    """Both tables with categories of the training part alone; what the test part has besides is missing there."""
    parts = [train.drop(columns=[target]), test.drop(columns=[target])]
    for name in categorical:
        known = sorted(train[name].dropna().astype(str).unique())
        for part in parts:
            texts = part[name].astype("object").where(part[name].notna(), None)
            texts = texts.map(lambda value: None if value is None else str(value))
            if peer == "CatBoost":
                part[name] = texts.fillna("missing").astype("object")
            else:
                part[name] = pd.Categorical(texts, categories=known)
    return parts


def run(folder, table, peer, fold, began):
    train, test = (pd.read_csv(folder / f"{part}-{fold}.csv") for part in ("train", "test"))
    target, is_classes = table["target"], table["task"] == "classification"
    columns = [name for name in train.columns if name != target]
    categorical = [name for name in columns if not pd.api.types.is_numeric_dtype(train[name])]
    model = model_of(peer, is_classes, categorical)
    if peer in ("RandomForest", "linear"):
        model = pipeline_of(peer, model, [name for name in columns if name not in categorical], categorical)
    started = time.perf_counter()
    inputs, unseen = inputs_of(train, test, target, peer, categorical)
    if peer == "HistGradientBoosting":
        many = [name for name in categorical if inputs[name].cat.categories.size > MOST_CATEGORIES]
        inputs, unseen = inputs.drop(columns=many), unseen.drop(columns=many)
    if peer == "RealMLP-TD":
        # It takes categories as they are, but no missing numbers.
        numeric = [name for name in columns if name not in categorical]
        medians = inputs[numeric].median()
        inputs[numeric], unseen[numeric] = inputs[numeric].fillna(medians), unseen[numeric].fillna(medians)
    classes = table.get("classes", [])
    wanted = train[target].astype(str).map(classes.index).to_numpy() if is_classes else train[target].to_numpy(float)
    model.fit(inputs, wanted)
    fitted = time.perf_counter()
    if is_classes:
        found = pd.DataFrame(0.0, index=test.index, columns=[f"probability_{name}" for name in classes])
        probabilities = model.predict_proba(unseen)
        for column, index in enumerate(model.classes_):
            found[f"probability_{classes[int(index)]}"] = probabilities[:, column]
    else:
        found = pd.DataFrame({"prediction": model.predict(unseen).ravel()})
    found.to_csv(folder / f"{peer}-{fold}.csv", index=False)
    return {"fold": fold, "seconds": round(fitted - began, 3), "fitting": round(fitted - started, 3)}


def versions():
    found = {}
    for peer, package in PEERS.items():
        try:
            found[peer] = f"{package} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


if sys.argv[1] == "--versions":
    print(json.dumps(versions()))
else:
    root, name, peer, folds = sys.argv[1:]
    table = next(table for table in json.loads((Path(root) / "tables.json").read_text()) if table["name"] == name)
    began = LAUNCHED
    for fold in folds.split(","):
        print(json.dumps(run(Path(root) / name, table, peer, int(fold), began)), flush=True)
        began = time.perf_counter()
