"""Writes optimizers.json.golden: 20 steps of each optimizer, and schedules, in float64.

PyTorch's optimizers where it has them, Optax's and the authors' own for the others, on two objectives of a matrix and a vector.
"""

import importlib.metadata
import json
import pathlib

import jax
import optax
import schedulefree
import torch
from torch.optim import _muon

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
jax.config.update("jax_enable_x64", True)

STEPS = 20
KERNEL = [[0.7, -1.2, 0.3], [0.4, 1.5, -0.8]]
BIAS = [0.5, 0.0, -0.6]
INPUTS = [[0.3, -1.0], [1.2, 0.4], [-0.7, 0.9], [0.1, 1.6]]
TARGETS = [[0.5, -0.2, 0.1], [-0.6, 0.3, 0.8], [0.2, 0.7, -0.4], [0.9, -0.5, 0.3]]


def quadratic(kernel, bias):
    """An ellipse whose axes differ by a factor of 6."""
    scales = torch.arange(1.0, 7.0).reshape(2, 3)
    return (scales * (kernel - 0.25) ** 2).sum() + ((bias - 0.1) ** 2).sum()


def network(kernel, bias):
    """Squared errors of a layer of tanh."""
    outputs = torch.tanh(torch.tensor(INPUTS) @ kernel + bias)
    return ((outputs - torch.tensor(TARGETS)) ** 2).sum()


OBJECTIVES = {"quadratic": quadratic, "network": network}


def newton_schulz(gradient, coefficients, steps, eps):
    """As PyTorch's, in the dtype of the gradient in place of bfloat16."""
    a, b, c = coefficients
    x = gradient.T if gradient.size(0) > gradient.size(1) else gradient
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        product = x @ x.T
        x = a * x + (b * product + c * product @ product) @ x
    return x.T if gradient.size(0) > gradient.size(1) else x


_muon._zeropower_via_newtonschulz = newton_schulz


def with_torch(*makers):
    """The first makes the optimizer of the kernel, the last that of the bias."""

    def run(objective):
        parameters = [torch.tensor(KERNEL, requires_grad=True), torch.tensor(BIAS, requires_grad=True)]
        if len(makers) == 1:
            optimizers = [makers[0](parameters)]
        else:
            optimizers = [make([p]) for make, p in zip(makers, parameters)]
        path = []
        for _ in range(STEPS):
            for optimizer in optimizers:
                optimizer.zero_grad()
            objective(*parameters).backward()
            for optimizer in optimizers:
                optimizer.step()
            path.append([v for p in parameters for v in p.detach().reshape(-1).tolist()])
        return path

    return run


def schedule_free(objective):
    """What is evaluated, x, after steps at y."""
    parameters = [torch.tensor(KERNEL, requires_grad=True), torch.tensor(BIAS, requires_grad=True)]
    optimizer = schedulefree.AdamWScheduleFree(
        parameters, lr=0.05, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.1, warmup_steps=4, foreach=False
    )
    path = []
    for _ in range(STEPS):
        optimizer.train()
        optimizer.zero_grad()
        objective(*parameters).backward()
        optimizer.step()
        optimizer.eval()
        path.append([v for p in parameters for v in p.detach().reshape(-1).tolist()])
    return path


def with_optax(transform):
    def run(objective):
        parameters = {"kernel": jax.numpy.array(KERNEL), "bias": jax.numpy.array(BIAS)}
        state = transform.init(parameters)
        path = []
        for _ in range(STEPS):
            leaves = {k: torch.tensor(v.tolist(), requires_grad=True) for k, v in parameters.items()}
            objective(leaves["kernel"], leaves["bias"]).backward()
            gradients = {k: jax.numpy.array(v.grad.tolist()) for k, v in leaves.items()}
            updates, state = transform.update(gradients, state, parameters)
            parameters = optax.apply_updates(parameters, updates)
            path.append([v for k in ("kernel", "bias") for v in parameters[k].reshape(-1).tolist()])
        return path

    return run


OPTIMIZERS = {
    "sgd": with_torch(lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8, nesterov=True)),
    "rmsprop": with_torch(lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.8, eps=1e-3, momentum=0.5)),
    "adam": with_torch(lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-3)),
    "adamw": with_torch(lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.8, 0.99), weight_decay=0.1)),
    "adagrad": with_optax(optax.adagrad(0.2, initial_accumulator_value=0.3, eps=1e-3)),
    "clipByGlobalNorm and decayWeights": with_optax(
        optax.chain(optax.clip_by_global_norm(2.0), optax.add_decayed_weights(0.1), optax.sgd(0.05))
    ),
    "adadelta": with_torch(lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.8, eps=1e-4)),
    "nadam": with_torch(lambda p: torch.optim.NAdam(p, lr=0.05, betas=(0.8, 0.99), momentum_decay=0.1)),
    "radam": with_torch(lambda p: torch.optim.RAdam(p, lr=0.01, betas=(0.8, 0.99), eps=1e-3)),
    "muon": with_torch(
        lambda p: torch.optim.Muon(p, lr=0.05, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
        lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
    ),
    "adabelief": with_optax(optax.adabelief(0.02, b1=0.8, b2=0.99, eps=1e-3, eps_root=1e-3)),
    "lamb": with_optax(optax.lamb(0.05, b1=0.8, b2=0.99, eps=1e-3, weight_decay=0.1)),
    "grouped": with_torch(
        lambda p: torch.optim.AdamW(
            [{"params": p[:1], "lr": 0.02, "weight_decay": 0.1}, {"params": p[1:], "weight_decay": 0}], lr=0.05
        )
    ),
    "scheduleFreeAdamw": schedule_free,
    "lion": with_optax(optax.lion(0.03, b1=0.8, b2=0.95, weight_decay=0.1)),
    "clipByValue": with_optax(optax.chain(optax.clip(0.8), optax.sgd(0.05))),
    "adaptiveClipping": with_optax(optax.chain(optax.adaptive_grad_clip(0.5, eps=0.01), optax.sgd(0.05))),
}


def schedule(make, steps):
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=0.8)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return rates


one_cycle = optax.cosine_onecycle_schedule(10, 0.8, pct_start=0.3, div_factor=20.0, final_div_factor=50.0)
SCHEDULES = {
    "exponential": schedule(lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9), 12),
    "polynomial": schedule(lambda o: torch.optim.lr_scheduler.PolynomialLR(o, 10, 2.5), 12),
    "cosineRestarts": schedule(
        lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 3, 2, eta_min=0.1), 30
    ),
    "oneCycle": [float(one_cycle(step)) for step in range(12)],
}

content = {
    "source": f"PyTorch {torch.__version__.split('+')[0]} and Optax {optax.__version__}, schedulefree {importlib.metadata.version('schedulefree')}, float64, CPU",
    "kernel": KERNEL,
    "bias": BIAS,
    "inputs": INPUTS,
    "targets": TARGETS,
    "paths": {
        name: {objective: run(f) for objective, f in OBJECTIVES.items()} for name, run in OPTIMIZERS.items()
    },
    "schedules": SCHEDULES,
}
path = pathlib.Path(__file__).parent / "optimizers.json.golden"
path.write_text(json.dumps(content).replace("], [", "],\n[").replace('}, "', '},\n"') + "\n")
