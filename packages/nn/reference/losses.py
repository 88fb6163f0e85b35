"""Writes losses.json.golden: losses with their first and second derivatives by the outputs, by PyTorch in float64."""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(11_000)


def normal(*shape, scale=1.0):
    return scale * torch.randn(*shape, generator=generator)


logits = normal(6, 4, scale=3.0)
classes = torch.randint(4, (6,), generator=generator)
# Far from the target on both sides too, where careless forms overflow or round to 0.
far_logits = torch.tensor([[60.0, 0.0, -5.0, 1.0], [-60.0, 3.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
values = torch.cat([normal(8, scale=2.0), torch.tensor([40.0, -40.0, 1e-3])])
targets = torch.cat([normal(8, scale=2.0), torch.zeros(3)])
rates = normal(7)
counts = torch.tensor([0.0, 1.0, 2.0, 7.0, 0.5, 0.0, 30.0])
amounts = torch.tensor([0.1, 1.0, 2.0, 7.0, 0.5, 0.01, 30.0])
# A location and the logarithm of a scale for each of the targets.
pairs = torch.stack([values, normal(len(values))], 1)


def focal(gamma):
    def loss(x, t):
        log_p = F.log_softmax(x, 1).gather(1, t[:, None])[:, 0]
        # The sum of the others, as 1 − p rounds to 0.
        others = F.softmax(x, 1).masked_fill(F.one_hot(t, x.shape[1]).bool(), 0).sum(1)
        return -(others**gamma) * log_p

    return loss


def margin(p, margin):
    def loss(x, t):
        lacking = torch.relu(margin - x.gather(1, t[:, None]) + x) ** p
        found = lacking.masked_fill(F.one_hot(t, x.shape[1]).bool(), 0).mean(1)
        # PyTorch's own has no second derivative.
        torch.testing.assert_close(found, F.multi_margin_loss(x, t, p=p, margin=margin, reduction="none"))
        return found

    return loss


def log_cosh(x, t):
    e = x - t
    small = e.abs() < 1
    near = 0.5 * torch.log1p(torch.sinh(torch.where(small, e, 0)) ** 2)
    return torch.where(small, near, F.softplus(2 * e, threshold=1e9) - e - math.log(2))


def quantile(q):
    return lambda x, t: torch.where(t > x, q * (t - x), (1 - q) * (x - t))


def quantiles(levels):
    def loss(x, t):
        q = torch.tensor(levels)
        return torch.where(t[:, None] > x, q * (t[:, None] - x), (1 - q) * (x - t[:, None])).mean(1)

    return loss


def gaussian(least):
    def loss(x, t):
        deviation = least + torch.exp(x[:, 1])
        return F.gaussian_nll_loss(x[:, 0], t, deviation**2, full=True, eps=1e-300, reduction="none")

    return loss


def laplace(least):
    return lambda x, t: -torch.distributions.Laplace(x[:, 0], least + torch.exp(x[:, 1])).log_prob(t)


def tweedie(p):
    return lambda x, t: torch.exp((2 - p) * x) / (2 - p) - t * torch.exp((1 - p) * x) / (1 - p)


def focal_of_two(gamma, alpha):
    weights = torch.tensor([1 - alpha, alpha])
    return lambda x, t: focal(gamma)(x, t) * weights[t]


def contrastive(margin):
    def loss(x, t):
        losses = []
        for i in range(len(x)):
            pairs = []
            for j in range(len(x)):
                if i != j:
                    distance = torch.linalg.vector_norm(x[i] - x[j])
                    pairs.append(distance**2 / 2 if t[i] == t[j] else torch.relu(margin - distance) ** 2 / 2)
            losses.append(torch.stack(pairs).mean())
        return torch.stack(losses)

    return loss


def triplet(margin):
    def loss(x, t):
        losses = []
        for i in range(len(x)):
            triplets = [
                torch.relu(((x[i] - x[p]) ** 2).sum() - ((x[i] - x[q]) ** 2).sum() + margin)
                for p in range(len(x))
                for q in range(len(x))
                if p != i and t[p] == t[i] and t[q] != t[i]
            ]
            losses.append(torch.stack(triplets).mean() if triplets else x.sum() * 0)
        return torch.stack(losses)

    return loss


shares = torch.softmax(normal(6, 4), 1)
shares[0] = torch.tensor([0.0, 1.0, 0.0, 0.0])
embeddings = normal(6, 2)
members = torch.tensor([0, 1, 0, 1, 0, 2])

CASES = [
    ("softmaxCrossEntropy", {}, lambda x, t: F.cross_entropy(x, t, reduction="none"), logits, classes),
    (
        "binaryCrossEntropy",
        {},
        lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"),
        values,
        (targets > 0).double(),
    ),
    ("squaredError", {}, lambda x, t: F.mse_loss(x, t, reduction="none"), values, targets),
    ("absoluteError", {}, lambda x, t: F.l1_loss(x, t, reduction="none"), values, targets),
    ("huber", {"delta": 0.7}, lambda x, t: F.huber_loss(x, t, delta=0.7, reduction="none"), values, targets),
    ("focal", {}, focal(2.0), logits, classes),
    ("focal", {"gamma": 0.5}, focal(0.5), logits, classes),
    ("focal", {"gamma": 2}, focal(2.0), far_logits, torch.tensor([0, 0, 1])),
    ("focal", {"gamma": 1, "alpha": 0.25}, focal_of_two(1.0, 0.25), logits[:, :2], classes % 2),
    ("hinge", {}, margin(1, 1.0), logits, classes),
    ("hinge", {"margin": 2.5}, margin(1, 2.5), logits, classes),
    ("squaredHinge", {}, margin(2, 1.0), logits, classes),
    ("squaredHinge", {"margin": 2.5}, margin(2, 2.5), logits, classes),
    ("logCosh", {}, log_cosh, values, targets),
    ("quantile", {"q": 0.9}, quantile(0.9), values, targets),
    ("quantile", {"q": [0.1, 0.5, 0.9]}, quantiles([0.1, 0.5, 0.9]), logits[:, :3], targets[:6]),
    ("gaussian", {}, gaussian(1e-3), pairs, targets),
    ("gaussian", {"least": 0}, gaussian(0.0), pairs, targets),
    ("laplace", {}, laplace(1e-3), pairs, targets),
    ("laplace", {"least": 0.5}, laplace(0.5), pairs, targets),
    ("poisson", {}, lambda x, t: F.poisson_nll_loss(x, t, reduction="none"), rates, counts),
    ("gamma", {}, lambda x, t: x + t * torch.exp(-x), rates, amounts),
    ("tweedie", {}, tweedie(1.5), rates, counts),
    ("tweedie", {"power": 1.2}, tweedie(1.2), rates, counts),
    ("klDivergence", {}, lambda x, t: F.kl_div(F.log_softmax(x, 1), t, reduction="none").sum(1), logits, shares),
    ("cosineDistance", {}, lambda x, t: 1 - F.cosine_similarity(x, t, eps=0), logits, shares),
    ("contrastive", {"margin": 2}, contrastive(2.0), embeddings, members),
    ("triplet", {}, triplet(0.2), embeddings, members),
    ("triplet", {"margin": 1}, triplet(1.0), embeddings, members),
]


def numbers(x):
    return x.detach().tolist()


def case(name, options, loss, outputs, targets):
    outputs = outputs.clone().requires_grad_(True)
    losses = loss(outputs, targets)
    (gradient,) = torch.autograd.grad(losses.sum(), outputs, create_graph=True)
    weights = torch.cos(torch.arange(float(outputs.numel()))).reshape(outputs.shape)
    # The product of the Hessian with fixed numbers: cos 0, cos 1, cos 2, …
    product = torch.zeros_like(outputs)
    if gradient.requires_grad:
        (found,) = torch.autograd.grad((gradient * weights).sum(), outputs, allow_unused=True)
        product = product if found is None else product.detach() + found
    return {
        "loss": name,
        "options": options,
        "outputs": numbers(outputs),
        "targets": numbers(targets),
        "losses": numbers(losses),
        "gradient": numbers(gradient),
        "directions": numbers(weights),
        "product": numbers(product),
    }


path = pathlib.Path(__file__).parent / "losses.json.golden"
source = f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU"
rows = ",\n".join(json.dumps(case(*row)) for row in CASES)
path.write_text(f'{{"source": "{source}",\n"cases": [\n{rows}\n]}}\n')
