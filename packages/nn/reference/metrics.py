"""Writes metrics.json.golden: metrics by scikit-learn and SciPy, ties and edge cases too."""

import json
import math
import pathlib
import warnings

import numpy as np
import scipy
import scipy.stats
import sklearn
import sklearn.metrics as m

warnings.simplefilter("ignore")
random = np.random.default_rng(11_500)


def probabilities(rows, classes, digits):
    """Rounded, so that some tie."""
    scores = random.gamma(1.0, size=(rows, classes))
    return np.round(scores / scores.sum(1, keepdims=True), digits)


def rows_of_one(p):
    """Rows that sum to 1 again, as scikit-learn demands of some."""
    return p / p.sum(1, keepdims=True)


four = probabilities(40, 4, 1)
classes = random.integers(4, size=40)
# Class 2 is neither there nor guessed, class 3 is never guessed.
absent = np.round(random.random((20, 4)), 1)
absent[:, 2:] = -1
without = np.where(random.random(20) < 0.4, 0, np.where(random.random(20) < 0.5, 1, 3))
two = probabilities(30, 2, 1)
binary = random.integers(2, size=30)
odds = np.round(random.normal(size=(30, 1)) + binary[:, None], 1)
one_class = np.zeros(5, int)
all_second = np.tile([0.2, 0.8], (5, 1))

values = np.round(random.normal(size=25), 1)
targets = np.round(values + random.normal(size=25), 1)
amounts = np.abs(targets) + 0.1
wrong = np.round(amounts + random.normal(size=25), 2)


def guess(p):
    return p.argmax(1)


def of_guesses(score, **options):
    return lambda p, t: score(t, guess(p), **options)


def calibration(bins):
    def measure(p, t):
        confidence, right = p.max(1), guess(p) == t
        edges = np.linspace(0, 1, bins + 1)
        total = 0.0
        for low, high in zip(edges, edges[1:]):
            inside = (confidence > low) & (confidence <= high)
            if inside.any():
                total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
        return total

    return measure


def one_against_rest(p, t):
    """The mean over the classes that occur, where roc_auc_score refuses others."""
    if len(np.unique(t)) == p.shape[1]:
        return m.roc_auc_score(t, p, multi_class="ovr")
    return np.mean([m.roc_auc_score(t == k, p[:, k]) for k in np.unique(t)])


def spearman(p, t):
    return scipy.stats.spearmanr(p, t).statistic


def averages(name, score):
    for average in ("macro", "weighted"):
        for p, t in ((four, classes), (absent, without), (two, binary), (all_second, one_class)):
            yield name, {"average": average}, of_guesses(score, average=average), p, t
    for p, t in ((two, binary), (all_second, one_class)):
        yield name, {"average": "binary"}, of_guesses(score, average="binary"), p, t


def on_classes(name, options, measure, *others):
    for p, t in ((four, classes), (absent, without), (two, binary), *others):
        yield name, options, measure, p, t


def on_values(name, options, score, *others):
    for p, t in ((values, targets), (values[:4], targets[:4]), (targets, targets), *others):
        yield name, options, lambda p, t: score(t, p), p, t


# A half, whose mean does not round.
constant = (values, np.full(25, 0.5))
# Without ties: of equal scores scikit-learn takes the last class, this package the first.
distinct = np.round(random.random((30, 5)), 6)


def of_odds(score):
    return lambda p, t: score(t, p[:, 0])


def confusion(p, t):
    return {"counts": m.confusion_matrix(t, guess(p), labels=range(p.shape[1]))}


def report(p, t):
    names = ("precision", "recall", "f1", "examples")
    of_classes = m.precision_recall_fscore_support(t, guess(p), labels=range(p.shape[1]), zero_division=0)
    return dict(zip(names, of_classes))


def roc(p, t):
    false, true, threshold = m.roc_curve(t, p[:, 0])
    return {"threshold": threshold, "falsePositiveRate": false, "truePositiveRate": true}


def precision_recall(p, t):
    precision, recall, threshold = m.precision_recall_curve(t, p[:, 0], drop_intermediate=True)
    return {"threshold": [np.inf, *threshold[::-1]], "precision": precision[::-1], "recall": recall[::-1]}


CASES = [
    *on_classes("accuracy", {}, of_guesses(m.accuracy_score)),
    ("auc", {}, of_odds(m.roc_auc_score), odds, binary),
    ("brierScore", {}, lambda p, t: ((p - np.eye(4)[t]) ** 2).sum(1).mean(), rows_of_one(four), classes),
    ("logLoss", {}, lambda p, t: m.log_loss(t, p), rows_of_one(four), classes),
    *on_values("meanAbsoluteError", {}, m.mean_absolute_error),
    *on_values("meanSquaredError", {}, m.mean_squared_error),
    *on_values("r2", {}, m.r2_score, constant),
    *averages("precision", m.precision_score),
    *averages("recall", m.recall_score),
    *averages("f1", m.f1_score),
    *on_classes("balancedAccuracy", {}, of_guesses(m.balanced_accuracy_score), (all_second, one_class)),
    *on_classes("matthewsCorrelation", {}, of_guesses(m.matthews_corrcoef), (all_second, one_class)),
    *on_classes("cohensKappa", {}, of_guesses(m.cohen_kappa_score)),
    ("cohensKappa", {"weights": "linear"}, of_guesses(m.cohen_kappa_score, weights="linear"), four, classes),
    ("cohensKappa", {"weights": "quadratic"}, of_guesses(m.cohen_kappa_score, weights="quadratic"), four, classes),
    ("cohensKappa", {}, of_guesses(m.cohen_kappa_score), all_second, np.ones(5, int)),
    ("macroAuc", {}, one_against_rest, rows_of_one(four), classes),
    ("macroAuc", {}, one_against_rest, absent, without),
    ("averagePrecision", {}, of_odds(m.average_precision_score), odds, binary),
    ("averagePrecision", {}, of_odds(m.average_precision_score), odds, np.ones(30, int)),
    ("averagePrecision", {}, of_odds(m.average_precision_score), np.ones((30, 1)), binary),
    *on_classes("confusionMatrix", {}, confusion, (all_second, one_class), (four[:1], classes[:1])),
    *on_classes("classReport", {}, report, (all_second, one_class), (four[:1], classes[:1])),
    *(
        (name, {}, curve, p, t)
        for name, curve in (("rocCurve", roc), ("precisionRecallCurve", precision_recall))
        # Ties, one score for all, no ties, two examples.
        for p, t in ((odds, binary), (np.ones((30, 1)), binary), (distinct[:, :1], binary), (odds[:2], np.array([1, 0])))
    ),
    *(
        ("topK", {"k": k}, lambda p, t, k=k: m.top_k_accuracy_score(t, p, k=k), distinct, np.arange(30) % 5)
        for k in (1, 2, 3)
    ),
    ("expectedCalibrationError", {}, calibration(15), rows_of_one(distinct), np.arange(30) % 5),
    ("expectedCalibrationError", {"bins": 4}, calibration(4), two, binary),
    *on_values("rootMeanSquaredError", {}, m.root_mean_squared_error),
    *on_values("meanAbsolutePercentageError", {}, m.mean_absolute_percentage_error, (wrong, amounts)),
    *on_values("medianAbsoluteError", {}, m.median_absolute_error),
    *on_values("explainedVariance", {}, m.explained_variance_score, constant, (constant[1] + 2, constant[1])),
    *on_values("pinball", {"q": 0.9}, lambda t, p: m.mean_pinball_loss(t, p, alpha=0.9)),
    *on_values("spearman", {}, lambda t, p: spearman(p, t), constant),
]


def number(x):
    return float(x) if math.isfinite(x) else None


def value(x):
    if not isinstance(x, dict):
        return number(x)
    return {name: [number(v) for v in np.ravel(column)] for name, column in x.items()}


def case(name, options, measure, p, t):
    return {
        "metric": name,
        "options": options,
        "predictions": p.tolist(),
        "targets": t.tolist(),
        "value": value(measure(p, t)),
    }


path = pathlib.Path(__file__).parent / "metrics.json.golden"
source = f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}"
rows = ",\n".join(json.dumps(case(*row)) for row in CASES)
path.write_text(f'{{"source": "{source}",\n"cases": [\n{rows}\n]}}\n')
