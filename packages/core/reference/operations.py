"""First and second derivatives through operations that choose, broadcast and move elements."""

import torch

from draw import gradients, leaves, normal


def twice(f, inputs, names):
    """The gradients of f, and those of the sum of the squares of the gradients."""
    leaves(inputs, names)
    value = f(inputs)
    first = gradients(value, inputs, names, "first_")
    penalty = sum(g.square().sum() for g in first.values())
    return value, first, penalty, gradients(penalty, inputs, names, "second_")


def choices(g):
    n, d, h = 5, 4, 3
    inputs = {"x": normal(g, n, d), "w": normal(g, d, h, scale=0.7)}

    def f(at):
        z = at["x"] @ at["w"]
        branch = torch.where(z > 0.2, z * torch.exp(z), torch.sin(z))
        held = z.clamp(-0.8, 0.8) * z.square()
        larger = torch.maximum(z * z, d * z + 0.3)
        return z.pow(3).amax(1).sum() + branch.sum() + held.sum() + (larger * z).sum()

    value, first, _, second = twice(f, inputs, ["x", "w"])
    return (
        "z = x @ w; f = sum(max(z^3, axis 1)) + sum(where(z > 0.2, z e^z, sin z)) + sum(clip(z, -0.8, 0.8) z^2)"
        " + sum(maximum(z^2, d z + 0.3) z); first: gradients of f; second: of the sum of their squares.",
        {},
        inputs,
        {"value": value} | first | second,
    )


def batch_matmul(g):
    inputs = {"a": normal(g, 2, 1, 3, 4, scale=0.6), "b": normal(g, 3, 4, 2, scale=0.6)}

    def f(at):
        product = torch.tanh(at["a"] @ at["b"])
        gram = product.transpose(-1, -2) @ product
        return (gram * torch.tanh(gram)).sum()

    value, first, penalty, second = twice(f, inputs, ["a", "b"])
    return (
        "P = tanh(a @ b) with broadcast leading axes, G = P^T P, f = sum(G tanh G); first: gradients of f;"
        " penalty: the sum of their squares; second: gradients of that.",
        {},
        inputs,
        {"value": value} | first | {"penalty": penalty} | second,
    )


def gather_scatter(g):
    length = 5
    inputs = {
        "table": normal(g, 4, 3, scale=0.8),
        "picks": torch.tensor([2, 0, 2, 3, 2, 0, 1]),
        "places": torch.tensor([4, 1, 1, 0, 4, 2, 1]),
    }

    def f(at):
        rows = torch.tanh(at["table"][at["picks"]])
        placed = torch.zeros(length, 3).index_add(0, at["places"], rows * rows)
        framed = torch.nn.functional.pad(placed, (0, 2, 1, 0))
        parts = framed[::2, 1:-1]
        return torch.cat([parts.T, 2 * parts.flip(1).T], 1).pow(3).sum()

    value, first, _, second = twice(f, inputs, ["table"])
    return (
        "Rows of a table by picks, with repeats; squares of their tanh summed at places; padded, sliced with a"
        " step, flipped, transposed and joined; f = the sum of cubes. first: gradient of f; second: of its"
        " squared length.",
        {"length": length},
        inputs,
        {"value": value, "first": first["first_table"], "second": second["second_table"]},
    )


CASES = {"choices": choices, "batch-matmul": batch_matmul, "gather-scatter": gather_scatter}
