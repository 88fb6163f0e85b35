"""Solves Burgers' equation by the L-BFGS of PyTorch and of SciPy, as benchmarks/burgers.ts does.

JSON on stdin: the start of burgers/problem.ts, dtype, steps, history and marks. JSON on stdout: by contender, for each
mark the steps, the loss, the evaluations and the relative error of the solution.
"""

import json
import sys

import numpy as np
import scipy
import torch
from scipy.optimize import minimize

given = json.load(sys.stdin)
dtype = getattr(torch, given["dtype"])
torch.set_num_threads(1)
marks, history = given["marks"], given["history"]


def rows(name, columns):
    return torch.tensor(given[name], dtype=torch.float64).to(dtype).reshape(-1, columns)


inside, known, values, tested = (rows(n, c) for n, c in [("inside", 2), ("known", 2), ("values", 1), ("tested", 2)])
solution = np.array(given["solution"])


def first_parameters():
    return [
        torch.tensor(p["data"], dtype=torch.float64).to(dtype).reshape(p["shape"]).requires_grad_()
        for p in given["parameters"]
    ]


def u(parameters, x):
    pairs = list(zip(parameters[::2], parameters[1::2]))
    for kernel, bias in pairs[:-1]:
        x = torch.tanh(x @ kernel + bias)
    kernel, bias = pairs[-1]
    return x @ kernel + bias


def loss(parameters):
    points = inside.clone().requires_grad_()
    outputs = u(parameters, points)
    slope = torch.autograd.grad(outputs.sum(), points, create_graph=True)[0]
    curvature = torch.autograd.grad(slope[:, 0].sum(), points, create_graph=True)[0]
    residual = slope[:, 1:] + outputs * slope[:, :1] - given["viscosity"] * curvature[:, :1]
    return (residual**2).mean() + ((u(parameters, known) - values) ** 2).mean()


def error(parameters):
    with torch.no_grad():
        missed = u(parameters, tested)[:, 0].to(torch.float64).numpy() - solution
    return float(np.sqrt((missed**2).sum() / (solution**2).sum()))


class Log:
    def __init__(self):
        self.lines = []

    def take(self, step, value, evaluations, parameters, is_last=False):
        is_new = not self.lines or self.lines[-1]["step"] != step
        if is_new and (is_last or step in marks):
            line = {"step": step, "loss": value, "evaluations": evaluations, "error": error(parameters)}
            self.lines.append(line)


def by_torch():
    parameters = first_parameters()
    # A call is a step: a step of many iterations would share one limit of evaluations among their line searches.
    optimizer = torch.optim.LBFGS(
        parameters,
        max_iter=1,
        max_eval=26,
        tolerance_grad=0,
        tolerance_change=0,
        history_size=history,
        line_search_fn="strong_wolfe",
    )
    log, evaluations, value = Log(), 0, None

    def closure():
        nonlocal evaluations
        evaluations += 1
        optimizer.zero_grad()
        total = loss(parameters)
        total.backward()
        return total

    for step in range(1, given["steps"] + 1):
        optimizer.step(closure)
        if step in marks:
            # Every call but the first evaluates again what the one before it ended with.
            log.take(step, loss(parameters).item(), evaluations - step + 1, parameters)
    return log.lines


def by_scipy():
    parameters = first_parameters()
    sizes = [p.numel() for p in parameters]
    log, count = Log(), {"evaluations": 0, "steps": 0}

    def assign(x):
        with torch.no_grad():
            for p, part in zip(parameters, np.split(x, np.cumsum(sizes)[:-1])):
                p.copy_(torch.tensor(part).reshape(p.shape))

    def value_and_gradient(x):
        count["evaluations"] += 1
        assign(x)
        for p in parameters:
            p.grad = None
        total = loss(parameters)
        total.backward()
        return total.item(), np.concatenate([p.grad.reshape(-1).to(torch.float64).numpy() for p in parameters])

    def after(intermediate_result):
        count["steps"] += 1
        assign(intermediate_result.x)
        log.take(count["steps"], float(intermediate_result.fun), count["evaluations"], parameters)

    start = np.concatenate([p.detach().reshape(-1).to(torch.float64).numpy() for p in parameters])
    options = {"maxiter": given["steps"], "maxfun": 10**9, "maxcor": history, "ftol": 0, "gtol": 0}
    result = minimize(value_and_gradient, start, jac=True, method="L-BFGS-B", callback=after, options=options)
    assign(result.x)
    log.take(count["steps"], float(result.fun), count["evaluations"], parameters, is_last=True)
    return log.lines


print(
    json.dumps(
        {
            f"PyTorch {torch.__version__.split('+')[0]}": by_torch(),
            f"SciPy {scipy.__version__}": by_scipy(),
        }
    )
)
