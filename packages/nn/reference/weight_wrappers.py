"""Writes weight-wrappers.json.golden: layers that change the weights of other layers, by PyTorch in float64.

For each: outputs y; the gradients of f = sum(tanh(y) v) by the inputs and the weights; the same of f + |df/dx|^2; and
the vectors of the power iteration after that one step.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from torch.nn.utils import parametrizations

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(11_300)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


class Standardized(torch.nn.Module):
    """Weights of mean 0 and variance 1 over all axes but one."""

    def __init__(self, dim, epsilon):
        super().__init__()
        self.dim, self.epsilon = dim, epsilon

    def forward(self, weight):
        axes = [axis for axis in range(weight.dim()) if axis != self.dim]
        variance, mean = torch.var_mean(weight, axes, correction=0, keepdim=True)
        return (weight - mean) / torch.sqrt(variance + self.epsilon)


def spectral_norm(module, dim, iterations=1):
    return parametrizations.spectral_norm(module, n_power_iterations=iterations, dim=dim)


def standardized(module, dim, epsilon):
    torch.nn.utils.parametrize.register_parametrization(module, "weight", Standardized(dim, epsilon))
    return module


# Name of the layer, its options, the shape of the inputs, PyTorch's, and its axis of units.
DENSE = ("dense", {"units": 3}, (5, 4), lambda: torch.nn.Linear(4, 3), 0)
CONVOLUTION = ("convolution", {"filters": 3, "kernelSize": 2}, (2, 2, 4, 3), lambda: torch.nn.Conv2d(2, 3, 2), 0)
TRANSPOSED = (
    "convolutionTransposed",
    {"filters": 3, "kernelSize": 2, "stride": 2},
    (2, 2, 3),
    lambda: torch.nn.ConvTranspose1d(2, 3, 2, 2),
    1,
)

CASES = [
    *(("weightNorm", {}, True, layer, lambda m, dim: parametrizations.weight_norm(m, dim=dim)) for layer in (DENSE, CONVOLUTION, TRANSPOSED)),
    *(("weightStandardization", {"epsilon": 0.01}, True, layer, lambda m, dim: standardized(m, dim, 0.01)) for layer in (DENSE, CONVOLUTION, TRANSPOSED)),
    *(("spectralNorm", {}, True, layer, spectral_norm) for layer in (DENSE, CONVOLUTION, TRANSPOSED)),
    ("spectralNorm", {"iterations": 3}, True, DENSE, lambda m, dim: spectral_norm(m, dim, 3)),
    ("spectralNorm", {}, False, CONVOLUTION, spectral_norm),
]


def plain(x):
    return {"shape": list(x.shape), "values": [float(v) for v in x.detach().reshape(-1)]}


def run(wrapper, options, training, layer, wrap):
    name, layer_options, shape, make, dim = layer
    module = make()
    with torch.no_grad():
        module.weight.copy_(normal(*module.weight.shape))
        module.bias.copy_(normal(*module.bias.shape))
    wrap(module, dim)
    parametrization = module.parametrizations.weight
    # A dense kernel is [in, out] here.
    turned = (lambda x: x.T) if name == "dense" else (lambda x: x)
    if wrapper == "weightNorm":
        scale, kernel = parametrization.original0, parametrization.original1
        with torch.no_grad():
            scale.copy_(normal(*scale.shape))
        trained = {"kernel": kernel, "bias": module.bias, "scale": scale}
    else:
        trained = {"kernel": parametrization.original, "bias": module.bias}
    vectors = {}
    if wrapper == "spectralNorm":
        vectors = {"unitDirection": parametrization[0]._u, "inputDirection": parametrization[0]._v}
        with torch.no_grad():
            for vector in vectors.values():
                vector.copy_(F.normalize(normal(*vector.shape), dim=0))
    module.train(training)

    def named(values):
        shaped = lambda key, x: turned(x) if key == "kernel" else x.reshape(-1) if key == "scale" else x
        return {key: plain(shaped(key, x)) for key, x in values.items()}

    before = named({**trained, **vectors})
    inputs = normal(*shape).requires_grad_(True)
    leaves = [inputs, *trained.values()]
    outputs = module(inputs)
    factors = normal(*outputs.shape)
    f = (torch.tanh(outputs) * factors).sum()
    gradients = torch.autograd.grad(f, leaves, create_graph=True)
    penalised = torch.autograd.grad(f + gradients[0].square().sum(), leaves)
    by_name = lambda found: {"x": plain(found[0]), **named(dict(zip(trained, found[1:])))}
    return {
        "wrapper": wrapper,
        "options": options,
        "layer": name,
        "layerOptions": layer_options,
        "training": training,
        "inputs": plain(inputs),
        "weights": before,
        "factors": plain(factors),
        "outputs": plain(outputs),
        "gradients": by_name(gradients),
        "penalised": by_name(penalised),
        "statistics": named(vectors),
    }


cases = [run(*case) for case in CASES]
content = {"source": f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU", "cases": cases}
path = pathlib.Path(__file__).parent / "weight-wrappers.json.golden"
path.write_text(json.dumps(content).replace('}, {"wrapper"', '},\n{"wrapper"') + "\n")
