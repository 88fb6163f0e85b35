"""Burgers' equation by L-BFGS, as examples/burgers-equation.ts."""
import csv
import math
import os

import torch

steps, of_round, count, width = int(os.environ.get("STEPS", 1500)), 500, 800, 20
torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
layers = []
for inputs, units in [(3, width), (width, width), (width, width)]:
    layers += [torch.nn.Linear(inputs, units), torch.nn.Tanh()]
model = torch.nn.Sequential(*layers, torch.nn.Linear(width, 1))
for layer in model[::2]:
    torch.nn.init.xavier_uniform_(layer.weight)
    torch.nn.init.zeros_(layer.bias)


def network(x, t):
    return model(torch.cat([x, torch.tanh(x * 20), t], 1))


def u(points):
    x, t = points[:, :1], points[:, 1:]
    free = network(x, t) - network(-x, t)
    return t * (x * x - 1) * free - torch.sin(x * math.pi)


def residual(points, create_graph=True):
    points = points.clone().requires_grad_()
    value = u(points)
    slopes = torch.autograd.grad(value.sum(), points, create_graph=True)[0]
    ux, ut = slopes[:, :1], slopes[:, 1:]
    uxx = torch.autograd.grad(ux.sum(), points, create_graph=create_graph)[0][:, :1]
    missed = ut + value * ux - uxx * (0.01 / math.pi)
    return missed / (ux.abs() * 0.1 + 1)


folder = os.path.join(os.path.dirname(__file__), "../../../datasets")
with open(os.path.join(folder, "burgers-inside.csv")) as file:
    rows = torch.tensor([[float(row[name]) for name in "xtu"] for row in csv.DictReader(file)])
tested, solution = rows[:, :2], rows[:, 2:]


def error():
    with torch.no_grad():
        return ((u(tested) - solution).norm() / solution.norm()).item()


sobol = torch.quasirandom.SobolEngine(2, scramble=True, seed=1)
pool = sobol.draw(8192, dtype=torch.float64) * torch.tensor([2.0, 1.0]) - torch.tensor([1.0, 0.0])
points = pool[:count]
for done in range(0, steps, of_round):
    if done > 0:
        missed = residual(pool, create_graph=False).detach().abs()[:, 0]
        chances = missed / missed.mean() + 1
        points = pool[torch.multinomial(chances, count, replacement=True)]
    optimizer = torch.optim.LBFGS(
        model.parameters(),
        max_iter=min(of_round, steps - done),
        max_eval=4 * of_round,
        history_size=50,
        tolerance_grad=1e-9,
        tolerance_change=1e-14,
        line_search_fn="strong_wolfe",
    )

    def closure():
        optimizer.zero_grad()
        loss = residual(points).square().mean()
        loss.backward()
        return loss

    optimizer.step(closure)
print(f"{error():.4f}")
