"""Derivatives of second to fourth order."""

import torch
import torch.nn.functional as F

from draw import gradients, leaves, normal


def slope(y, x):
    return torch.autograd.grad(y.sum(), x, create_graph=True)[0]


def along(f, v):
    """The slope of a scalar function along v, as a function again."""
    return lambda x: (slope(f(x), x) * v).sum()


def hessian(g):
    n, d, h = 6, 4, 3
    inputs = {
        "x": normal(g, n, d),
        "y": normal(g, n, 1),
        "w": normal(g, d * h + h, scale=0.6),
        "v": normal(g, d * h + h),
    }
    x, y, w, v = inputs.values()

    def loss(w):
        return (torch.tanh(x @ w[: d * h].reshape(d, h)) @ w[d * h :].reshape(h, 1) - y).square().mean()

    full = torch.autograd.functional.hessian(loss, w)
    w.requires_grad_(True)
    return (
        "f(w) = mean((tanh(x @ W1) @ W2 - y)^2) with w = [W1 by rows, W2]: gradient, Hessian, and Hessian times v.",
        {},
        inputs,
        {"gradient": slope(loss(w), w), "hessian": full, "hvp": full @ v},
    )


def heat_equation(g):
    n, h = 7, 8
    inputs = {
        "X": torch.rand(n, 2, generator=g),
        "w1": normal(g, 2, h),
        "b1": normal(g, h, scale=0.3),
        "w2": normal(g, h, h, scale=0.4),
        "b2": normal(g, h, scale=0.3),
        "w3": normal(g, h, 1, scale=0.5),
    }
    names = ["w1", "b1", "w2", "b2", "w3"]
    w1, b1, w2, b2, w3 = leaves(inputs, names)
    points = inputs["X"].requires_grad_(True)
    u = torch.tanh(torch.tanh(points @ w1 + b1) @ w2 + b2) @ w3
    first = slope(u, points)
    u_x, u_t = first[:, 0], first[:, 1]
    u_xx = slope(u_x, points)[:, 0]
    total = (u_t - u_xx).square().mean()
    return (
        "Residual u_t - u_xx of the heat equation, columns (x, t), u a tanh network whose last layer has no bias;"
        " total = its mean square, and the gradients: third order.",
        {},
        inputs,
        {"u": u, "u_x": u_x, "u_t": u_t, "u_xx": u_xx, "total": total} | gradients(total, inputs, names),
    )


def smooth_activations(g):
    n, d, h, c = 4, 3, 6, 2
    inputs = {
        "x": normal(g, n, d),
        "v": normal(g, n, d),
        "w1": normal(g, d, h),
        "b1": normal(g, h, scale=0.3),
        "w2": normal(g, h, h, scale=0.7),
        "w3": normal(g, h, c),
    }
    names = ["w1", "b1", "w2", "w3"]
    w1, b1, w2, w3 = leaves(inputs, names)
    x, v = inputs["x"].requires_grad_(True), inputs["v"]

    def f(x):
        return F.gelu(torch.erf(torch.sigmoid(x @ w1 + b1) @ w2) @ w3).sum()

    once, twice = along(f, v), along(along(f, v), v)
    return (
        "f = sum(gelu(erf(sigmoid(x @ w1 + b1) @ w2) @ w3)): its gradient by x, those of its first and second"
        " derivative along v, and the gradients by the weights of its third along v: fourth order.",
        {},
        inputs,
        {"value": f(x), "first": slope(f(x), x), "second": slope(once(x), x), "third": slope(twice(x), x)}
        | gradients(along(twice, v)(x), inputs, names),
    )


def log_sum_exp(g):
    n, c, offset = 3, 4, 500.0
    inputs = {"x": normal(g, n, c, scale=1.5), "v": normal(g, n, c)}
    x, v = inputs["x"], inputs["v"]

    def f(x):
        return torch.logsumexp(x + offset, 1).sum()

    full = torch.autograd.functional.hessian(f, x)
    x.requires_grad_(True)
    return (
        "sum(logsumexp(x + offset, axis 1)): gradient, Hessian [n, c, n, c], and the gradient of the second"
        " derivative along v.",
        {"offset": offset},
        inputs,
        {
            "value": f(x),
            "gradient": slope(f(x), x),
            "hessian": full,
            "third": slope(along(along(f, v), v)(x), x),
        },
    )


FUNCTIONS = {
    "exp": torch.exp,
    "expm1": torch.expm1,
    "log": torch.log,
    "log1p": torch.log1p,
    "sin": torch.sin,
    "cos": torch.cos,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": F.softplus,
    "erf": torch.erf,
    "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt,
    "reciprocal": torch.reciprocal,
    "power": lambda x: x**2.7,
    "exponential": lambda x: 1.3**x,
    "selfPower": lambda x: x**x,
    "gelu": F.gelu,
}


def elementary_functions(g):
    x = (0.2 + 3 * torch.rand(8, generator=g)).requires_grad_(True)

    def orders(f):
        found = [f(x)]
        for _ in range(4):
            found.append(slope(found[-1], x))
        return torch.stack(found)

    return (
        "Each function with its first four derivatives at the points x: [5, points]. power: x^2.7;"
        " exponential: 1.3^x; selfPower: x^x; gelu: the exact one.",
        {},
        {"x": x},
        {name: orders(f) for name, f in FUNCTIONS.items()},
    )


CASES = {
    "hessian": hessian,
    "heat-equation": heat_equation,
    "smooth-activations": smooth_activations,
    "log-sum-exp": log_sum_exp,
    "elementary-functions": elementary_functions,
}
