"""MAML on sines, as examples/maml.ts, by torch.func."""
import math
import os

import torch
from torch.func import functional_call, grad, vmap

steps = int(os.environ.get("STEPS", 2000))
torch.manual_seed(1)
model = torch.nn.Sequential(
    torch.nn.Linear(1, 40),
    torch.nn.ReLU(),
    torch.nn.Linear(40, 40),
    torch.nn.ReLU(),
    torch.nn.Linear(40, 1),
)


def loss_of(weights, x, y):
    return (functional_call(model, weights, (x,)) - y).square().mean()


def adapted(weights, x, y, count):
    for _ in range(count):
        slopes = grad(loss_of)(weights, x, y)
        weights = {name: w - 0.01 * slopes[name] for name, w in weights.items()}
    return weights


def meta_loss(weights, tasks, count):
    height = 0.1 + 4.9 * torch.rand(tasks, 1, 1)
    phase = math.pi * torch.rand(tasks, 1, 1)
    x = 10 * torch.rand(tasks, 20, 1) - 5
    y = (x - phase).sin() * height

    def of_task(xs, ys):
        return loss_of(adapted(weights, xs[:10], ys[:10], count), xs[10:], ys[10:])

    return vmap(of_task)(x, y).mean()


def judge(count):
    return f"{meta_loss({name: w.detach() for name, w in model.named_parameters()}, 200, count).item():.2f}"


optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
print(judge(5))
for _ in range(steps):
    loss = meta_loss(dict(model.named_parameters()), 25, 1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(judge(0), judge(1), judge(5))
