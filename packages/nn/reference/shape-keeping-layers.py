"""Writes shape-keeping-layers.json.golden: layers that keep the shape, and those with a gate, by PyTorch in float64.

For each: outputs y; the gradients of f = sum(tanh(y) v) by the inputs and the weights; the same of f + |df/dx|^2; and
the running statistics after that one step.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(11_100)


def normal(*shape, scale=1.0, shift=0.0):
    return shift + scale * torch.randn(*shape, generator=generator)


def affine(size):
    return {"scale": normal(size, scale=0.3, shift=1.0), "bias": normal(size, scale=0.3)}


def statistics(size):
    return {"runningMean": normal(size, scale=0.3), "runningVariance": normal(size).square() + 0.5}


def batch_norm(training, momentum=0.1):
    def call(x, scale, bias, runningMean, runningVariance):
        return F.batch_norm(x, runningMean, runningVariance, scale, bias, training, momentum, 1e-5)

    return call


def per_channel(vector, x):
    return vector.reshape([-1] + [1] * (x.dim() - 2))


# Name, options, whether training, inputs, weights, and what becomes of them.
CASES = [
    ("layerNorm", {}, True, normal(4, 5), affine(5), lambda x, scale, bias: F.layer_norm(x, [5], scale, bias, 1e-5)),
    ("layerNorm", {"useScale": False, "useBias": False, "epsilon": 0.01}, True, normal(2, 3, 4), {}, lambda x: F.layer_norm(x, [4], eps=0.01)),
    ("rmsNorm", {}, True, normal(2, 3, 4), {"scale": normal(4, scale=0.3, shift=1.0)}, lambda x, scale: F.rms_norm(x, [4], scale, 1e-6)),
    ("groupNorm", {"groups": 2}, True, normal(3, 4, 2, 3), affine(4), lambda x, scale, bias: F.group_norm(x, 2, scale, bias, 1e-5)),
    ("groupNorm", {"groups": 3}, True, normal(4, 6), affine(6), lambda x, scale, bias: F.group_norm(x, 3, scale, bias, 1e-5)),
    ("instanceNorm", {}, True, normal(2, 3, 2, 3), affine(3), lambda x, scale, bias: F.instance_norm(x, None, None, scale, bias, eps=1e-5)),
    ("batchNorm", {}, True, normal(5, 3), affine(3) | statistics(3), batch_norm(True)),
    ("batchNorm", {"momentum": 0.3}, True, normal(3, 2, 2, 3), affine(2) | statistics(2), batch_norm(True, 0.3)),
    ("batchNorm", {}, False, normal(3, 2, 4), affine(2) | statistics(2), batch_norm(False)),
    ("batchNorm", {"frozen": True}, True, normal(3, 2, 4), affine(2) | statistics(2), batch_norm(False)),
    ("scale", {}, True, normal(3, 2, 4), {"scale": normal(2)}, lambda x, scale: x * per_channel(scale, x)),
    ("scale", {"per": "feature"}, True, normal(3, 2, 4), {"scale": normal(4)}, lambda x, scale: x * scale),
    ("scale", {"per": "layer"}, True, normal(3, 2), {"scale": normal(1)}, lambda x, scale: x * scale),
    ("prelu", {}, True, normal(3, 2, 4), {"slope": normal(2, scale=0.3, shift=0.25)}, lambda x, slope: F.prelu(x, slope)),
    ("prelu", {"per": "layer"}, True, normal(3, 4), {"slope": normal(1, scale=0.3, shift=0.25)}, lambda x, slope: F.prelu(x, slope)),
    ("parametricSilu", {}, True, normal(3, 2, 4), {"steepness": normal(2)}, lambda x, steepness: x * torch.sigmoid(per_channel(steepness, x) * x)),
    ("parametricSilu", {"per": "feature"}, True, normal(3, 2, 4), {"steepness": normal(4)}, lambda x, steepness: x * torch.sigmoid(steepness * x)),
    ("maxout", {"pieces": 3}, True, normal(3, 6, 2), {}, lambda x: x.unflatten(1, (2, 3)).amax(2)),
    ("maxout", {"along": "features"}, True, normal(3, 2, 4), {}, lambda x: x.unflatten(2, (2, 2)).amax(3)),
    ("activation", {"activation": "silu"}, True, normal(3, 2), {}, F.silu),
    ("activation", {"activation": "gelu"}, True, normal(3, 2), {}, F.gelu),
    ("glu", {"activation": "relu"}, True, normal(3, 6), {}, lambda x: x[:, :3] * F.relu(x[:, 3:])),
    ("glu", {}, True, normal(3, 2, 4), {}, lambda x: F.glu(x, -1)),
    ("glu", {"activation": "silu"}, True, normal(3, 6), {}, lambda x: x[:, :3] * F.silu(x[:, 3:])),
    ("glu", {"activation": "gelu"}, True, normal(3, 6), {}, lambda x: x[:, :3] * F.gelu(x[:, 3:])),
]


def plain(x):
    return {"shape": list(x.shape), "values": [float(v) for v in x.detach().reshape(-1)]}


def run(name, options, training, inputs, weights, call):
    before = {key: plain(value) for key, value in weights.items()}
    trained = {key: value for key, value in weights.items() if not key.startswith("running")}
    leaves = [inputs, *trained.values()]
    for leaf in leaves:
        leaf.requires_grad_(True)
    outputs = call(inputs, **weights)
    factors = normal(*outputs.shape)
    f = (torch.tanh(outputs) * factors).sum()
    gradients = torch.autograd.grad(f, leaves, create_graph=True)
    penalised = torch.autograd.grad(f + gradients[0].square().sum(), leaves)
    by_name = lambda found: dict(zip(["x", *trained], map(plain, found)))
    return {
        "layer": name,
        "options": options,
        "training": training,
        "inputs": plain(inputs),
        "weights": before,
        "factors": plain(factors),
        "outputs": plain(outputs),
        "gradients": by_name(gradients),
        "penalised": by_name(penalised),
        "statistics": {key: plain(value) for key, value in weights.items() if key not in trained},
    }


cases = [run(*case) for case in CASES]
content = {"source": f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU", "cases": cases}
path = pathlib.Path(__file__).with_suffix(".json.golden")
path.write_text(json.dumps(content).replace('}, {"layer"', '},\n{"layer"') + "\n")
