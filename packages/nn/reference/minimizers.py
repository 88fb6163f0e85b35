"""Writes minimizers.json.golden: 20 steps of PyTorch's L-BFGS, and where SciPy's minimizers end and after how much work.

float64. PyTorch's L-BFGS with the strong Wolfe line search takes one step a call, and no tolerance ends it.
"""

import json
import pathlib

import numpy as np
import scipy
import torch
from scipy.optimize import minimize

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

STEPS = 20
INPUTS = [[0.3, -1.0], [1.2, 0.4], [-0.7, 0.9], [0.1, 1.6], [-1.4, -0.5], [0.8, -0.3]]
TARGETS = [0.5, -0.2, 0.7, 0.9, -0.6, 0.1]
LABELS = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def logistic(x):
    """Logistic regression of three weights, with their squares."""
    logits = torch.tensor(INPUTS) @ x[:2] + x[2]
    losses = torch.nn.functional.softplus(logits) - torch.tensor(LABELS) * logits
    return losses.mean() + 0.01 * (x**2).sum()


def network(x):
    """Squared errors of a layer of 3 units of tanh, with the squares of its weights."""
    hidden = torch.tanh(torch.tensor(INPUTS) @ x[:6].reshape(2, 3) + x[6:9])
    outputs = hidden @ x[9:12] + x[12]
    return ((outputs - torch.tensor(TARGETS)) ** 2).mean() + 0.001 * (x**2).sum()


PROBLEMS = {
    "rosenbrock": (rosenbrock, [-1.2, 1.0, 0.5, -0.7, 1.3, 0.9]),
    "logistic": (logistic, [0.0, 0.0, 0.0]),
    "network": (network, [0.7, -1.2, 0.3, 0.4, 1.5, -0.8, 0.5, 0.0, -0.6, 0.9, -0.4, 0.2, 0.1]),
}


def torch_path(f, start, history):
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [x],
        max_iter=1,
        max_eval=26,
        tolerance_grad=0,
        tolerance_change=0,
        history_size=history,
        line_search_fn="strong_wolfe",
    )
    evaluations = 0

    def closure():
        nonlocal evaluations
        evaluations += 1
        optimizer.zero_grad()
        value = f(x)
        value.backward()
        return value

    path = []
    for step in range(STEPS):
        optimizer.step(closure)
        path.append(x.tolist())
        # Nearer to the minimum PyTorch takes up no more pairs: their products are below 1e-10.
        if x.grad.abs().max() < 1e-4:
            break
    # Every call but the first evaluates again what the one before it ended with.
    return {"path": path, "evaluations": evaluations - len(path) + 1}


def scipy_end(f, start, method, options):
    def value_and_gradient(x):
        leaf = torch.tensor(x, requires_grad=True)
        value = f(leaf)
        value.backward()
        return value.item(), leaf.grad.numpy()

    def product(x, v):
        return torch.autograd.functional.hvp(f, torch.tensor(x), torch.tensor(v))[1].numpy()

    more = {"hessp": product} if method == "Newton-CG" else {}
    result = minimize(value_and_gradient, np.array(start), jac=True, method=method, options=options, **more)
    return {"x": result.x.tolist(), "value": result.fun, "steps": result.nit, "evaluations": result.nfev}


def least_squares_end():
    """Levenberg and Marquardt's method of MINPACK on the residuals of Rosenbrock's valley and of an exponential that levels off."""
    times = np.arange(8) / 4
    measured = np.array([3.0, 2.1, 1.6, 1.1, 0.9, 0.6, 0.5, 0.3])
    residuals = {
        "valley": (lambda x: np.array([10 * (x[1] - x[0] ** 2), 1 - x[0]]), [-1.2, 1.0]),
        "decay": (lambda x: x[0] * np.exp(-x[1] * times) + x[2] - measured, [1.0, 0.5, 1.0]),
    }
    ends = {}
    for name, (f, start) in residuals.items():
        result = scipy.optimize.least_squares(f, start, method="lm", xtol=1e-12, ftol=1e-12, gtol=1e-12)
        ends[name] = {"start": start, "x": result.x.tolist(), "value": float(result.cost)}
    return {"times": times.tolist(), "measured": measured.tolist(), "ends": ends}


content = {
    "source": f"PyTorch {torch.__version__.split('+')[0]} and SciPy {scipy.__version__}, float64, CPU",
    "inputs": INPUTS,
    "targets": TARGETS,
    "labels": LABELS,
    "leastSquares": least_squares_end(),
    "problems": {
        name: {
            "start": start,
            "torch": {history: torch_path(f, start, history) for history in (3, 10)},
            "L-BFGS-B": scipy_end(f, start, "L-BFGS-B", {"gtol": 1e-7, "ftol": 0}),
            "Newton-CG": scipy_end(f, start, "Newton-CG", {"xtol": 1e-9}),
        }
        for name, (f, start) in PROBLEMS.items()
    },
}
path = pathlib.Path(__file__).parent / "minimizers.json.golden"
path.write_text(json.dumps(content).replace("], [", "],\n[").replace('}, "', '},\n"') + "\n")
