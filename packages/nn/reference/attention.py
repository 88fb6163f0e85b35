"""
Writes attention.json.golden: multi-head self-attention, transformer blocks, and their derivatives to second order, by PyTorch in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.15.0 numpy
    .venv/bin/python packages/nn/reference/attention.py

f = sum(sin(layer(x))); penalty = |df/dx|^2, which is differentiated in its turn by x and the weights. With lengths,
steps that are not there are masked keys, and zeros among the outputs.
"""

import json
import pathlib

import torch
from torch.func import functional_call
from torch.nn.attention import SDPBackend, sdpa_kernel

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(11_200)


def normal(*shape):
    return torch.randn(*shape, generator=generator, requires_grad=True)


def attend(heads, causal, x, w, is_there):
    features, steps = x.shape[-1], x.shape[-2]
    inside = [w[f"{name}.kernel"].T for name in ("query", "key", "value")]
    biases = [w.get(f"{name}.bias", torch.zeros(features)) for name in ("query", "key", "value")]
    later = torch.ones(steps, steps, dtype=torch.bool).triu(1) if causal else None
    rows = x.transpose(0, 1)  # [steps, n, features]
    outputs, _ = torch.nn.functional.multi_head_attention_forward(
        rows, rows, rows, features, heads, torch.cat(inside), torch.cat(biases), None, None, False, 0.0,
        w["output.kernel"].T, w.get("output.bias"), need_weights=True, attn_mask=later,
        key_padding_mask=~is_there,
    )
    return outputs.transpose(0, 1) * is_there.unsqueeze(-1)


def plain(x):
    # The gradient of the keys' bias is 0 but for roundings.
    values = x.detach().reshape(-1).tolist()
    return {"shape": list(x.shape), "values": [0.0 if abs(v) < 1e-12 else v for v in values]}


def run(options, x, lengths=None):
    n, steps, features = x.shape
    is_there = torch.arange(steps) < torch.tensor(lengths or [steps] * n).unsqueeze(1)
    weights = {}
    for name in ("query", "key", "value", "output"):
        weights[f"{name}.kernel"] = normal(features, features)
        if options.get("useBias", True):
            weights[f"{name}.bias"] = normal(features)
    sources = {"x": x, **weights}
    y = attend(options["heads"], options.get("causal", False), x, weights, is_there)
    return described("multiHeadAttention", options, lengths, sources, y)


def described(layer, options, lengths, sources, y):
    gradients = torch.autograd.grad(y.sin().sum(), list(sources.values()), create_graph=True)
    found = torch.autograd.grad(gradients[0].square().sum(), list(sources.values()), allow_unused=True)
    penalised = [torch.zeros_like(s) if g is None else g for s, g in zip(sources.values(), found)]
    return {
        "layer": layer,
        "options": options,
        **({"lengths": lengths} if lengths else {}),
        "inputs": {key: plain(value) for key, value in sources.items()},
        "output": plain(y),
        "gradients": dict(zip(sources, map(plain, gradients))),
        "penaltyGradients": dict(zip(sources, map(plain, penalised))),
    }


def block(options, x, lengths=None):
    n, steps, features = x.shape
    heads, hidden, causal = options["heads"], options["expansion"] * features, options.get("causal", False)
    is_there = torch.arange(steps) < torch.tensor(lengths or [steps] * n).unsqueeze(1)
    w = {}
    for part, dense in (("attention", []), ("feedForward", [(features, hidden), (hidden, features)])):
        w[f"{part}.layers.0.scale"], w[f"{part}.layers.0.bias"] = normal(features), normal(features)
        for i, sizes in enumerate(dense):
            w[f"{part}.layers.{i + 1}.kernel"], w[f"{part}.layers.{i + 1}.bias"] = normal(*sizes), normal(sizes[1])
        for name in [] if dense else ("query", "key", "value", "output"):
            path = f"attention.layers.1.{name}"
            w[f"{path}.kernel"], w[f"{path}.bias"] = normal(features, features), normal(features)
    inside = [f"attention.layers.1.{name}" for name in ("query", "key", "value")]
    parameters = {
        "norm1.weight": w["attention.layers.0.scale"],
        "norm1.bias": w["attention.layers.0.bias"],
        "self_attn.in_proj_weight": torch.cat([w[f"{path}.kernel"].T for path in inside]),
        "self_attn.in_proj_bias": torch.cat([w[f"{path}.bias"] for path in inside]),
        "self_attn.out_proj.weight": w["attention.layers.1.output.kernel"].T,
        "self_attn.out_proj.bias": w["attention.layers.1.output.bias"],
        "norm2.weight": w["feedForward.layers.0.scale"],
        "norm2.bias": w["feedForward.layers.0.bias"],
        "linear1.weight": w["feedForward.layers.1.kernel"].T,
        "linear1.bias": w["feedForward.layers.1.bias"],
        "linear2.weight": w["feedForward.layers.2.kernel"].T,
        "linear2.bias": w["feedForward.layers.2.bias"],
    }
    layer = torch.nn.TransformerEncoderLayer(
        features, heads, hidden, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    )
    later = torch.ones(steps, steps, dtype=torch.bool).triu(1) if causal else None
    masks = {"src_mask": later, "src_key_padding_mask": ~is_there}
    # Only these kernels can be differentiated twice.
    with sdpa_kernel(SDPBackend.MATH):
        y = functional_call(layer, parameters, (x,), masks) * is_there.unsqueeze(-1)
    return described("transformerBlock", options, lengths, {"x": x, **w}, y)


cases = [
    run({"heads": 1}, normal(2, 3, 2)),
    run({"heads": 2}, normal(2, 4, 4)),
    run({"heads": 2, "causal": True}, normal(2, 5, 4)),
    run({"heads": 3, "causal": True, "useBias": False}, normal(1, 3, 3)),
    run({"heads": 2}, normal(3, 4, 4), [4, 1, 2]),
    run({"heads": 1, "causal": True}, normal(2, 4, 2), [3, 4]),
    block({"heads": 2, "expansion": 2}, normal(2, 3, 4)),
    block({"heads": 1, "expansion": 2, "causal": True}, normal(3, 3, 2), [3, 1, 2]),
]
content = {"source": f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU", "cases": cases}
path = pathlib.Path(__file__).with_suffix(".json.golden")
path.write_text(json.dumps(content).replace('{"layer"', '\n{"layer"') + "\n")
