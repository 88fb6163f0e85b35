"""Trains on two moons as a plain PyTorch script would."""

import torch
from torch import nn
from torch.nn import functional as F

from two_moons import epochs, load, report, settings

torch.set_num_threads(1)
torch.manual_seed(1)
train, validation = [(torch.tensor(x), torch.tensor(y)) for x, y in load()]
widths = [2, *settings["units"]]
hidden = [layer for a, b in zip(widths, widths[1:]) for layer in (nn.Linear(a, b), nn.Tanh())]
net = nn.Sequential(*hidden, nn.Linear(widths[-1], 2))
adam = torch.optim.Adam(net.parameters(), fused=True)
for batches in epochs(len(train[0])):
    for rows, rate in batches:
        adam.param_groups[0]["lr"] = rate
        loss = F.cross_entropy(net(train[0][rows]), train[1][rows])
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
    with torch.no_grad():
        logits = net(validation[0])
        loss = F.cross_entropy(logits, validation[1]).item()
        accuracy = (logits.argmax(1) == validation[1]).float().mean().item()
report(loss, accuracy)
