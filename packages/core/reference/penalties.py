"""Losses with a penalty on a derivative of the network."""

import torch
import torch.nn.functional as F

from draw import gradients, labels, leaves, normal


def slope(y, x):
    return torch.autograd.grad(y, x, create_graph=True)[0]


def dense_tanh_cross_entropy(g):
    n, d, h, c, weight = 7, 4, 6, 4, 0.3
    inputs = {
        "x": normal(g, n, d),
        "labels": labels(g, n, c),
        "w1": normal(g, d, h, scale=0.6),
        "b1": normal(g, h, scale=0.2),
        "w2": normal(g, h, h, scale=0.5),
        "b2": normal(g, h, scale=0.2),
        "w3": normal(g, h, c, scale=0.5),
        "b3": normal(g, c, scale=0.2),
    }
    names = ["w1", "b1", "w2", "b2", "w3", "b3"]
    w1, b1, w2, b2, w3, b3 = leaves(inputs, names)
    x = inputs["x"].requires_grad_(True)
    logits = torch.tanh(torch.tanh(x @ w1 + b1) @ w2 + b2) @ w3 + b3
    ce = F.cross_entropy(logits, inputs["labels"], reduction="sum")
    dx = slope(ce, x)
    penalty = dx.square().sum(1).mean()
    total = ce / n + weight * penalty
    return (
        "Three-layer tanh network, rows as examples. Input gradient of the sum of the examples' softmax"
        " cross-entropies; penalty: mean of its squared length; total = mean cross-entropy + lambda * penalty,"
        " and its gradients.",
        {"lambda": weight},
        inputs,
        {"ce_mean": ce / n, "penalty": penalty, "input_gradient": dx, "total": total}
        | gradients(total, inputs, names),
    )


def jacobian_frobenius(g):
    n, d, h, c = 5, 4, 7, 3
    inputs = {
        "x": normal(g, n, d),
        "w1": normal(g, d, h, scale=0.6),
        "b1": normal(g, h, scale=0.2),
        "w2": normal(g, h, c, scale=0.6),
    }
    names = ["w1", "b1", "w2"]
    w1, b1, w2 = leaves(inputs, names)
    x = inputs["x"].requires_grad_(True)
    z = torch.tanh(x @ w1 + b1) @ w2
    jacobian = torch.stack([slope(z[:, k].sum(), x) for k in range(c)], 1)
    penalty = 0.5 * jacobian.square().sum((1, 2)).mean()
    return (
        "Half the mean over examples of the squared Frobenius norm of the Jacobian of"
        " tanh(x @ w1 + b1) @ w2 by x, and its gradients.",
        {},
        inputs,
        {"batch_jacobian": jacobian, "penalty": penalty} | gradients(penalty, inputs, names),
    )


def wgan_gp(g):
    n, d, h = 6, 3, 8
    inputs = {
        "real": normal(g, n, d),
        "fake": normal(g, n, d, scale=1.3) + 0.4,
        "eps": torch.rand(n, 1, generator=g),
        "w1": normal(g, d, h, scale=0.7),
        "b1": normal(g, h, scale=0.2),
        "w2": normal(g, h, 1, scale=0.7),
        "b2": normal(g, 1, scale=0.2),
    }
    names = ["w1", "b1", "w2", "b2"]
    w1, b1, w2, b2 = leaves(inputs, names)
    real, fake, eps = inputs["real"], inputs["fake"], inputs["eps"]

    def critic(x):
        return F.leaky_relu(x @ w1 + b1, 0.2) @ w2 + b2

    between = (eps * real + (1 - eps) * fake).requires_grad_(True)
    length = slope(critic(between).sum(), between).square().sum(1).sqrt()
    penalty = (length - 1).square().mean()
    total = critic(fake).mean() - critic(real).mean() + 10 * penalty
    return (
        "Critic's loss with the gradient penalty of Gulrajani et al. 2017: mean D(fake) - mean D(real)"
        " + 10 * mean((|dD/dx| - 1)^2) at eps * real + (1 - eps) * fake; D: dense, leaky ReLU (0.2), dense.",
        {},
        inputs,
        {"penalty": penalty, "total": total} | gradients(total, inputs, names),
    )


def softplus_norms(g):
    n, d, h, c, weight1, weight2 = 6, 5, 7, 3, 0.2, 0.4
    inputs = {
        "x": normal(g, n, d),
        "labels": labels(g, n, c),
        "w1": normal(g, d, h, scale=0.6),
        "b1": normal(g, h, scale=0.2),
        "w2": normal(g, h, c, scale=0.6),
        "b2": normal(g, c, scale=0.2),
    }
    names = ["w1", "b1", "w2", "b2"]
    w1, b1, w2, b2 = leaves(inputs, names)
    x = inputs["x"].requires_grad_(True)
    ce = F.cross_entropy(F.softplus(x @ w1 + b1) @ w2 + b2, inputs["labels"], reduction="sum")
    dx = slope(ce, x)
    penalty1 = dx.abs().sum(1).mean()
    penalty2 = dx.square().sum(1).sqrt().mean()
    total = ce / n + weight1 * penalty1 + weight2 * penalty2
    return (
        "Softplus network; input gradient of the summed cross-entropy, its mean 1-norm and mean 2-norm, not"
        " squared; total = mean cross-entropy + lambda1 * penalty_1 + lambda2 * penalty_2, and its gradients.",
        {"lambda1": weight1, "lambda2": weight2},
        inputs,
        {"penalty_1": penalty1, "penalty_2": penalty2, "total": total} | gradients(total, inputs, names),
    )


def batch_normalization(g):
    n, d, h, c = 6, 4, 5, 2
    inputs = {
        "x": normal(g, n, d),
        "w": normal(g, d, h, scale=0.6),
        "scale": normal(g, h, scale=0.3) + 1,
        "v": normal(g, h, c, scale=0.6),
    }
    names = ["w", "scale", "v"]
    w, scale, v = leaves(inputs, names)
    x = inputs["x"].requires_grad_(True)
    normalized = F.batch_norm(x @ w, None, None, weight=scale, training=True, eps=1e-3)
    dx = slope(torch.tanh(normalized @ v).square().sum(), x)
    penalty = dx.square().sum()
    return (
        "sum(tanh(batch_norm(x @ w) * scale @ v)^2), normalised over the rows (epsilon 1e-3); its input gradient,"
        " the squared length of that, and the gradients of it.",
        {},
        inputs,
        {"input_gradient": dx, "penalty": penalty} | gradients(penalty, inputs, names),
    )


CASES = {
    "dense-tanh-cross-entropy": dense_tanh_cross_entropy,
    "jacobian-frobenius": jacobian_frobenius,
    "wgan-gp": wgan_gp,
    "softplus-norms": softplus_norms,
    "batch-normalization": batch_normalization,
}
