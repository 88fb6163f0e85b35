"""Functions of one number, of two, and of the order of elements, that networks use more rarely."""

import torch

from draw import normal, penalised
from high_order import slope

FUNCTIONS = {
    "asinh": torch.asinh,
    "acosh": lambda x: torch.acosh(x + 1),
    "atanh": lambda x: torch.atanh(x / 4),
    "lgamma": torch.lgamma,
    "digamma": torch.digamma,
    "logAddExp": lambda x: torch.logaddexp(x, x * x - 2),
}


def special_functions(g):
    x = (0.2 + 3 * torch.rand(8, generator=g)).requires_grad_(True)

    def orders(f):
        found = [f(x)]
        for _ in range(4):
            found.append(slope(found[-1], x))
        return torch.stack(found)

    return (
        "asinh(x), acosh(x + 1), atanh(x / 4), lgamma(x), digamma(x) and logAddExp(x, x^2 - 2) with their first four derivatives at the"
        " points x: [5, points].",
        {},
        {"x": x},
        {name: orders(f) for name, f in FUNCTIONS.items()},
    )


def quantiles(g):
    inputs = {"x": normal(g, 7, 4), "w": normal(g, 4, 6, scale=0.8)}

    def f(x, w):
        z = torch.tanh(x @ w)
        middle = z.quantile(0.5, 0).square().sum() + z.quantile(0.5, 1).exp().sum()
        return middle + (z.quantile(torch.tensor([0.1, 0.75]), 0) ** 3).sum() + z.quantile(0.3)

    return (
        "z = tanh(x @ w); f = sum(median(z, axis 0)^2) + sum(exp(median(z, axis 1)))"
        " + sum(quantile(z, [0.1, 0.75], axis 0)^3) + quantile(z, 0.3); the squared length of its gradient by x.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


CASES = {"special-functions": special_functions, "quantiles": quantiles}
