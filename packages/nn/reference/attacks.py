"""Writes attacks.json.golden: inputs moved against a small network by FGSM and PGD, by PyTorch in float64."""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(20_150_320)

examples, features, hidden = 12, 5, 7
inputs = torch.rand(examples, features)
first, bias = torch.randn(features, hidden), torch.randn(hidden)
# The last feature has no influence: its gradient is 0, and it stays where it is.
first[-1] = 0


def network(last):
    return lambda x: torch.tanh(x @ first + bias) @ last


def slope(model, loss, x, targets):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(loss(model(x), targets), x)[0]


def attack(model, loss, targets, epsilon, steps, size, low, high):
    x = inputs
    for _ in range(steps):
        x = x + size * slope(model, loss, x, targets).sign()
        x = torch.clamp(torch.maximum(torch.minimum(x, inputs + epsilon), inputs - epsilon), low, high)
    return x


def several(outputs, targets):
    return torch.nn.functional.cross_entropy(outputs, targets, reduction="sum")


def two(outputs, targets):
    return torch.nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], targets.to(outputs), reduction="sum")


PROBLEMS = {
    "softmaxCrossEntropy": (several, torch.randn(hidden, 3), lambda y: y.argmax(1)),
    "binaryCrossEntropy": (two, torch.randn(hidden, 1), lambda y: (y[:, 0] > 0).long()),
}


def cases():
    for name, (loss, last, guess) in PROBLEMS.items():
        model = network(last)
        # Two of twelve are wrong from the beginning.
        targets = guess(model(inputs))
        targets[:2] = (targets[:2] + 1) % 2
        for method, options, steps in (
            ("fgsm", {"epsilon": 0.1}, 1),
            ("fgsm", {"epsilon": 0}, 1),
            ("fgsm", {"epsilon": 0.3, "minimum": 0, "maximum": 1}, 1),
            ("pgd", {"epsilon": 0.1, "steps": 1, "stepSize": 0.1}, 1),
            ("pgd", {"epsilon": 0.2}, 10),
            ("pgd", {"epsilon": 0.3, "steps": 4, "stepSize": 0.2, "minimum": 0, "maximum": 1}, 4),
        ):
            epsilon = options["epsilon"]
            size = options.get("stepSize", epsilon if method == "fgsm" else 2.5 * epsilon / steps)
            low, high = options.get("minimum", -torch.inf), options.get("maximum", torch.inf)
            x = attack(model, loss, targets, epsilon, steps, size, low, high)
            yield {
                "method": method,
                "options": options,
                "loss": name,
                "kernel": last.tolist(),
                "targets": targets.tolist(),
                "moved": x.tolist(),
                "right": (guess(model(x)) == targets).long().tolist(),
            }


path = pathlib.Path(__file__).parent / "attacks.json.golden"
shared = {"inputs": inputs, "kernel": first, "bias": bias}
head = "".join(f'"{name}": {json.dumps(value.tolist())},\n' for name, value in shared.items())
rows = ",\n".join(json.dumps(case) for case in cases())
path.write_text(f'{{"source": "PyTorch {torch.__version__}",\n{head}"cases": [\n{rows}\n]}}\n')
