"""A WGAN-GP on a ring of eight bumps, as examples/wgan-gp.ts."""
import math
import os

import torch

steps, modes, deviation, batch, units = int(os.environ.get("STEPS", 1500)), 8, 0.05, 128, 64
torch.manual_seed(1)
angles = torch.arange(modes) * (2 * math.pi / modes)
centres = 2 * torch.stack([angles.cos(), angles.sin()], 1)


def samples():
    return centres[torch.randint(modes, (batch,))] + deviation * torch.randn(batch, 2)


def network(outputs):
    layers = []
    for inputs in [2, units, units]:
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers, torch.nn.Linear(units, outputs))


generator, critic = network(2), network(1)
of_generator, of_critic = [
    torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.5, 0.9), fused=True)
    for model in (generator, critic)
]
for _ in range(steps):
    for _ in range(5):
        real = samples()
        with torch.no_grad():
            fake = generator(torch.randn(batch, 2))
        between = torch.lerp(real, fake, torch.rand(batch, 1)).requires_grad_()
        slopes = torch.autograd.grad(critic(between).sum(), between, create_graph=True)[0].norm(dim=1)
        loss = (critic(fake) - critic(real)).mean() + 10 * (slopes - 1).square().mean()
        of_critic.zero_grad()
        loss.backward()
        of_critic.step()
    loss = -critic(generator(torch.randn(batch, 2))).mean()
    of_generator.zero_grad()
    loss.backward()
    of_generator.step()

with torch.no_grad():
    distances = (generator(torch.randn(2000, 2))[:, None] - centres).norm(dim=2)
near = (distances < 4 * deviation).float()
print(int((near.mean(0) > 0.01).sum()), f"{near.sum().item() / 2000:.2f}")
