"""Functions of one number, and of two, that networks use more rarely."""

import torch

from high_order import slope

FUNCTIONS = {
    "asinh": torch.asinh,
    "acosh": lambda x: torch.acosh(x + 1),
    "atanh": lambda x: torch.atanh(x / 4),
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
        "asinh(x), acosh(x + 1), atanh(x / 4) and logAddExp(x, x^2 - 2) with their first four derivatives at the"
        " points x: [5, points].",
        {},
        {"x": x},
        {name: orders(f) for name, f in FUNCTIONS.items()},
    )


CASES = {"special-functions": special_functions}
