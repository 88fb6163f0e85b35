"""What torch.func makes of a network: Jacobians, per-example gradients, Hessians, and what lies above."""

import torch
import torch.nn.functional as F
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

from draw import gradients, leaves, normal


def network(weights, x):
    return torch.tanh(x @ weights["w1"] + weights["b1"]) @ weights["w2"]


def drawn(g, d, h, c):
    return {"w1": normal(g, d, h, scale=0.7), "b1": normal(g, h, scale=0.3), "w2": normal(g, h, c, scale=0.7)}


NAMES = ["w1", "b1", "w2"]


def example_jacobian(g):
    inputs = {"x": normal(g, 3)} | drawn(g, 3, 4, 5)
    leaves(inputs, NAMES)
    jacobian = jacrev(lambda x: network(inputs, x))(inputs["x"])
    penalty = torch.tanh(jacobian).square().sum()
    return (
        "Jacobian by x of tanh(x @ w1 + b1) @ w2, and the gradients of penalty = sum(tanh(J)^2).",
        {},
        inputs,
        {"jacobian": jacobian, "penalty": penalty} | gradients(penalty, inputs, NAMES),
    )


def per_example_gradients(g):
    n, d, h, c = 4, 3, 3, 2
    inputs = {"x": normal(g, n, d), "y": normal(g, n, c)} | drawn(g, d, h, c)
    weights = dict(zip(NAMES, leaves(inputs, NAMES)))

    def loss(weights, x, y):
        return F.softplus((network(weights, x) - y).square().sum())

    each = vmap(grad(loss), (None, 0, 0))(weights, inputs["x"], inputs["y"])
    lengths = sum(e.square().flatten(1).sum(1) for e in each.values()).sqrt()
    penalty = (lengths / (1 + lengths)).sum()
    return (
        "Gradients of softplus(|tanh(x @ w1 + b1) @ w2 - y|^2) for each example, their lengths l, and the gradients"
        " of penalty = sum(l / (1 + l)).",
        {},
        inputs,
        {"lengths": lengths, "penalty": penalty}
        | {f"each_{name}": e for name, e in each.items()}
        | gradients(penalty, inputs, NAMES),
    )


def network_hessian(g):
    n, d, h, c = 4, 2, 3, 2
    inputs = {"x": normal(g, n, d), "y": normal(g, n, c)} | drawn(g, d, h, c)
    directions = {f"v_{name}": normal(g, *inputs[name].shape) for name in NAMES}
    weights = dict(zip(NAMES, leaves(inputs, NAMES)))

    def loss(weights):
        return (network(weights, inputs["x"]) - inputs["y"]).square().mean()

    blocks = hessian(loss)(weights)
    v = {name: directions[f"v_{name}"] for name in NAMES}
    _, product = jvp(grad(loss), (weights,), (v,))
    curvature = sum((v[name] * product[name]).sum() for name in NAMES)
    return (
        "Mean squared error of tanh(x @ w1 + b1) @ w2: all blocks of its Hessian, the Hessian times v, and the"
        " gradients of curvature = v . H v: third order.",
        {},
        inputs | directions,
        {f"{a}_{b}": blocks[a][b] for a in NAMES for b in NAMES}
        | {f"hvp_{name}": product[name] for name in NAMES}
        | {"curvature": curvature}
        | gradients(curvature, inputs, NAMES),
    )


def third_derivative(g):
    inputs = {"x": normal(g, 3, scale=0.7)} | drawn(g, 3, 3, 1)
    leaves(inputs, NAMES)
    third = jacfwd(hessian(lambda x: network(inputs, x).sum()))(inputs["x"])
    penalty = third.square().sum()
    return (
        "All third derivatives by x of a tanh network with one output, and the gradients of the sum of their squares:"
        " fourth order.",
        {},
        inputs,
        {"third": third, "penalty": penalty} | gradients(penalty, inputs, NAMES),
    )


def spectral_penalty(g):
    rounds = 4
    inputs = {"x": normal(g, 3), "u": normal(g, 3)} | drawn(g, 3, 4, 3)
    leaves(inputs, NAMES)

    def at(x):
        return network(inputs, x)

    u = inputs["u"]
    for _ in range(rounds):
        _, pushed = jvp(at, (inputs["x"],), (u / u.norm(),))
        (u,) = vjp(at, inputs["x"])[1](pushed)
    _, pushed = jvp(at, (inputs["x"],), (u / u.norm(),))
    sigma = pushed.norm()
    return (
        "The largest singular value of the Jacobian of tanh(x @ w1 + b1) @ w2 by power iteration: rounds times"
        " u <- J^T J u / |u|, then sigma = |J u / |u||; the gradients of it go through all rounds.",
        {"rounds": rounds},
        inputs,
        {"sigma": sigma} | gradients(sigma, inputs, NAMES),
    )


def critic_steps(g):
    n, d, h, steps, rate = 4, 3, 5, 2, 0.05
    inputs = (
        {"real": normal(g, steps, n, d), "fake": normal(g, steps, n, d, scale=1.3) + 0.4}
        | {"eps": torch.rand(steps, n, 1, generator=g)}
        | drawn(g, d, h, 1)
        | {"scale": normal(g, h, scale=0.3) + 1, "shift": normal(g, h, scale=0.2)}
    )
    names = [*NAMES, "scale", "shift"]
    weights = {name: inputs[name].clone() for name in names}
    expected = {}
    optimizer = torch.optim.SGD(leaves(weights, names), lr=rate)

    def critic(x):
        z = F.layer_norm(x @ weights["w1"] + weights["b1"], (h,), weights["scale"], weights["shift"])
        return F.leaky_relu(z, 0.2) @ weights["w2"]

    for step, (real, fake, eps) in enumerate(zip(inputs["real"], inputs["fake"], inputs["eps"])):
        between = (eps * real + (1 - eps) * fake).requires_grad_(True)
        (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
        penalty = (slope.norm(dim=1) - 1).square().mean()
        total = critic(fake).mean() - critic(real).mean() + 10 * penalty
        expected |= {f"penalty_{step}": penalty, f"total_{step}": total}
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
    return (
        "Steps of gradient descent of a critic with the gradient penalty of Gulrajani et al. 2017 (weight 10) at"
        " eps * real + (1 - eps) * fake; D: dense, layer_norm, leaky ReLU (0.2), dense. Weights after the last step.",
        {"steps": steps, "rate": rate},
        inputs,
        expected | {f"new_{name}": weights[name] for name in names},
    )


CASES = {
    "example-jacobian": example_jacobian,
    "per-example-gradients": per_example_gradients,
    "network-hessian": network_hessian,
    "third-derivative": third_derivative,
    "spectral-penalty": spectral_penalty,
    "critic-steps": critic_steps,
}
