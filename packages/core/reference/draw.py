"""Inputs drawn from a generator, and the shorthand that every case uses."""

import torch


def normal(generator, *shape, scale=1.0):
    return scale * torch.randn(*shape, generator=generator)


def labels(generator, n, classes):
    return torch.randint(classes, (n,), generator=generator)


def leaves(inputs, names):
    """The inputs of these names, each ready to be differentiated by."""
    for name in names:
        inputs[name].requires_grad_(True)
    return [inputs[name] for name in names]


def gradients(total, inputs, names, prefix="d_"):
    found = torch.autograd.grad(total, [inputs[name] for name in names], create_graph=True)
    return {prefix + name: g for name, g in zip(names, found)}


def penalised(f, inputs, source):
    """f of all inputs, its gradient by one, the squared length of that, and all gradients of f plus it."""
    leaves(inputs, inputs)
    value = f(**inputs)
    (dx,) = torch.autograd.grad(value, inputs[source], create_graph=True)
    penalty = dx.square().sum()
    return {"value": value, "input_gradient": dx, "penalty": penalty} | gradients(value + penalty, inputs, inputs)
