"""Layers that normalise or share weights, each within a penalty on its input gradient."""

import torch
import torch.nn.functional as F

from draw import gradients, labels, leaves, normal, penalised


def layer_normalization(g):
    n, d, h, c = 4, 3, 5, 2
    inputs = {
        "x": normal(g, n, d),
        "w": normal(g, d, h, scale=0.7),
        "scale": normal(g, h, scale=0.3) + 1,
        "shift": normal(g, h, scale=0.3),
        "v": normal(g, h, c, scale=0.6),
    }

    def f(x, w, scale, shift, v):
        z = F.layer_norm(x @ w, (h,), scale, shift, eps=1e-5)
        return torch.tanh(z @ v).square().sum()

    return (
        "f = sum(tanh(layer_norm(x @ w) @ v)^2), epsilon 1e-5; total = f + the squared length of its input"
        " gradient.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


def deep_batch_normalization(g):
    n, d, h, c = 5, 3, 4, 2
    inputs = {
        "x": normal(g, n, d),
        "w1": normal(g, d, h, scale=0.8),
        "scale1": normal(g, h, scale=0.3) + 1,
        "shift1": normal(g, h, scale=0.3),
        "w2": normal(g, h, h, scale=0.8),
        "scale2": normal(g, h, scale=0.3) + 1,
        "shift2": normal(g, h, scale=0.3),
        "v": normal(g, h, c, scale=0.6),
    }

    def f(x, w1, scale1, shift1, w2, scale2, shift2, v):
        h1 = F.softplus(F.batch_norm(x @ w1, None, None, scale1, shift1, training=True, eps=1e-5))
        h2 = F.softplus(F.batch_norm(h1 @ w2, None, None, scale2, shift2, training=True, eps=1e-5))
        return torch.tanh(h2 @ v).square().sum()

    return (
        "Two layers, each dense, batch_norm (statistics of the batch, epsilon 1e-5), softplus; f = sum(tanh(h @ v)^2);"
        " total = f + the squared length of its input gradient.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


def rms_normalization(g):
    n, d, h, c = 4, 3, 5, 2
    inputs = {
        "x": normal(g, n, d),
        "w": normal(g, d, h, scale=0.7),
        "scale": normal(g, h, scale=0.3) + 1,
        "v": normal(g, h, c, scale=0.6),
    }

    def f(x, w, scale, v):
        return torch.tanh(F.rms_norm(x @ w, (h,), scale, eps=1e-6) @ v).square().sum()

    return (
        "f = sum(tanh(rms_norm(x @ w) @ v)^2), epsilon 1e-6; total = f + the squared length of its input gradient.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


def weight_normalization(g):
    n, d, h, c = 4, 3, 4, 2
    inputs = {
        "x": normal(g, n, d),
        "v1": normal(g, h, d),
        "g1": normal(g, h, 1, scale=0.3) + 1,
        "b1": normal(g, h, scale=0.2),
        "v2": normal(g, c, h),
        "g2": normal(g, c, 1, scale=0.3) + 1,
    }

    def f(x, v1, g1, b1, v2, g2):
        hidden = torch.tanh(F.linear(x, torch._weight_norm(v1, g1, 0), b1))
        return torch.tanh(F.linear(hidden, torch._weight_norm(v2, g2, 0))).square().sum()

    return (
        "Dense layers whose rows of weights are g v / |v| (Salimans and Kingma 2016), kernels [out, in], tanh after"
        " each; f = the sum of squares; total = f + the squared length of its input gradient.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


def tied_embedding(g):
    words, d, batch, steps = 6, 3, 2, 4
    inputs = {
        "tokens": labels(g, batch * steps, words),
        "targets": labels(g, batch * steps, words),
        "table": normal(g, words, d, scale=0.8),
        "w": normal(g, d, d, scale=0.7),
        "bias": normal(g, words, scale=0.2),
    }
    names = ["table", "w", "bias"]
    table, w, bias = leaves(inputs, names)
    embedded = F.embedding(inputs["tokens"], table)
    loss = F.cross_entropy(torch.tanh(embedded @ w) @ table.T + bias, inputs["targets"])
    (dx,) = torch.autograd.grad(loss, embedded, create_graph=True)
    penalty = dx.square().sum()
    return (
        "Mean cross-entropy of tanh(e @ w) @ table^T + bias where e are the table's rows by tokens; total = that"
        " + the squared length of its gradient by e.",
        {},
        inputs,
        {"value": loss, "input_gradient": dx, "penalty": penalty} | gradients(loss + penalty, inputs, names),
    )


CASES = {
    "layer-normalization": layer_normalization,
    "deep-batch-normalization": deep_batch_normalization,
    "rms-normalization": rms_normalization,
    "weight-normalization": weight_normalization,
    "tied-embedding": tied_embedding,
}
