"""The order of two symbols, by a GRU, as examples/gru.ts."""
import os

import torch
import torch.nn.functional as F

epochs = int(os.environ.get("STEPS", 5))
rows, length, others = 2000, 30, 4
torch.manual_seed(2)
first = torch.randint(1, length // 2, (rows,))
last = torch.randint(1, length // 2, (rows,)) + length // 2 - 1
a, b = torch.randint(2, (rows,)), torch.randint(2, (rows,))
symbols = torch.randint(others, (rows, length))
symbols[torch.arange(rows), first] = a + others
symbols[torch.arange(rows), last] = b + others
inputs, targets = F.one_hot(symbols, others + 2).float(), 2 * a + b
parted = rows * 3 // 4


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(others + 2, 32, batch_first=True)
        self.classes = torch.nn.Linear(32, 4)

    def forward(self, x):
        return self.classes(self.gru(x)[1][0])


model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
shares = []
for _ in range(epochs):
    for batch in torch.randperm(parted).split(32):
        loss = F.cross_entropy(model(inputs[batch]), targets[batch])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
    with torch.no_grad():
        right = model(inputs[parted:]).argmax(1) == targets[parted:]
    shares.append(f"{right.float().mean().item():.3f}")
print(*shares)
