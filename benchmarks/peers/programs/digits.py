"""Handwritten digits by a convolutional network, as examples/digits.ts."""
import csv
import math
import os

import torch
import torch.nn.functional as F

epochs = int(os.environ.get("STEPS", 30))
torch.manual_seed(0)
folder = os.path.join(os.path.dirname(__file__), "../../../datasets")
with open(os.path.join(folder, "digits.csv")) as file:
    rows = list(csv.DictReader(file))
pixels = [name for name in rows[0] if name != "digit"]
inputs = torch.tensor([[float(row[name]) for name in pixels] for row in rows]).div(16).view(-1, 1, 8, 8)
targets = torch.tensor([int(row["digit"]) for row in rows])

# Four fifths of each digit.
training, validation = [], []
for digit in range(10):
    members = (targets == digit).nonzero()[:, 0]
    members = members[torch.randperm(len(members))]
    cut = round(0.8 * len(members))
    training.append(members[:cut])
    validation.append(members[cut:])
training, validation = torch.cat(training), torch.cat(validation)

model = torch.nn.Sequential(
    torch.nn.Conv2d(1, 16, 3, padding=1),
    torch.nn.BatchNorm2d(16),
    torch.nn.ReLU(),
    torch.nn.Conv2d(16, 32, 3, padding=1),
    torch.nn.BatchNorm2d(32),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Flatten(),
    torch.nn.Dropout(0.3),
    torch.nn.Linear(512, 10),
)


def shifted(x):
    padded = F.pad(x, (1, 1, 1, 1))
    windows = padded.unfold(2, 8, 1).unfold(3, 8, 1)  # [n, 1, 3, 3, 8, 8]
    n = len(x)
    return windows[torch.arange(n), :, torch.randint(3, (n,)), torch.randint(3, (n,))]


optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, fused=True)
schedule = torch.optim.lr_scheduler.LambdaLR(
    optimizer, lambda step: 0.5 * (1 + math.cos(math.pi * min(1, step / (epochs * 45))))
)
for _ in range(epochs):
    model.train()
    total = 0.0
    for batch in training[torch.randperm(len(training))].split(32):
        loss = F.cross_entropy(model(shifted(inputs[batch])), targets[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        total += loss.item() * len(batch)
    model.eval()
    with torch.no_grad():
        right = model(inputs[validation]).argmax(1) == targets[validation]
print(f"{total / len(training):.3f}", f"{right.float().mean().item():.4f}")
