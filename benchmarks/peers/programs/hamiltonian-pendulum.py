"""A plain and a Hamiltonian network of a pendulum, as examples/hamiltonian-pendulum.ts."""
import os

import torch

epochs = int(os.environ.get("STEPS", 1000))
torch.manual_seed(3)
inputs = torch.rand(200, 2) * 4 - 2
targets = torch.stack([inputs[:, 1], -inputs[:, 0].sin()], 1) + 0.1 * torch.randn(200, 2)


def energy(state):
    return state[:, 1].square() / 2 - state[:, 0].cos()


def layers(outputs):
    return torch.nn.Sequential(
        torch.nn.Linear(2, 32),
        torch.nn.Tanh(),
        torch.nn.Linear(32, 32),
        torch.nn.Tanh(),
        torch.nn.Linear(32, outputs),
    )


class Hamiltonian(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.energy = layers(1)

    def forward(self, state):
        with torch.enable_grad():
            state = state if state.requires_grad else state.clone().requires_grad_()
            slopes = torch.autograd.grad(self.energy(state).sum(), state, create_graph=self.training)[0]
        return torch.stack([slopes[:, 1], -slopes[:, 0]], 1)


def drift(model):
    model.eval()
    begin = torch.tensor([[1, 0], [0, 1.2], [-1.5, 0.3]])
    state, off = begin, 0.0
    with torch.no_grad():
        for _ in range(1000):
            a = model(state)
            b = model(state + 0.05 * a)
            c = model(state + 0.05 * b)
            d = model(state + 0.1 * c)
            state = state + (a + 2 * b + 2 * c + d) / 60
            off += (energy(state) - energy(begin)).abs().mean().item() / 1000
    return off


def trained(model):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005, fused=True)
    for _ in range(epochs):
        order = torch.randperm(200)
        loss = (model(inputs[order]) - targets[order]).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return drift(model)


print(f"{trained(layers(2)):.3f}")
print(f"{trained(Hamiltonian()):.3f}")
