"""
Writes recurrent-layers.json.golden: recurrent layers by PyTorch's own, in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.15.0 numpy
    .venv/bin/python packages/nn/reference/recurrent_layers.py

y: the outputs; f = sum(sin(y)); the gradients of f by x and the weights; and those of |df/dx|^2. Kernels are
[inputs, gates * units], the transposed of PyTorch's. With lengths, the sequences are packed, and y has zeros in the
places of steps that are not there.
"""

import json
import pathlib

import torch
from torch.func import functional_call
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def gru_biases(w, units):
    nothing = torch.zeros(2 * units)
    return w["bias"], torch.cat([nothing, w["recurrentBias"]])


def one_bias(w, units):
    return w["bias"], torch.zeros_like(w["bias"])


# PyTorch's layer, the number of gates, its two biases, and the sizes of further weights in units.
LAYERS = {
    "gru": (torch.nn.GRU, 3, gru_biases, {"recurrentBias": 1}),
    "lstm": (torch.nn.LSTM, 4, one_bias, {}),
    "simpleRnn": (torch.nn.RNN, 1, one_bias, {}),
}

FEATURES, UNITS, STEPS, EXAMPLES = 2, 3, 5, 2


def draw(g, gates, more):
    sizes = {"kernel": [FEATURES, gates * UNITS], "recurrentKernel": [UNITS, gates * UNITS], "bias": [gates * UNITS]}
    sizes |= {name: [count * UNITS] for name, count in more.items()}
    return {name: 0.6 * torch.randn(*size, generator=g) for name, size in sizes.items()}


def parameters_of(biases, weights, suffix=""):
    of_input, of_state = biases(weights, UNITS)
    return {
        f"weight_ih_l0{suffix}": weights["kernel"].T,
        f"weight_hh_l0{suffix}": weights["recurrentKernel"].T,
        f"bias_ih_l0{suffix}": of_input,
        f"bias_hh_l0{suffix}": of_state,
    }


def one_way_packed(make, biases, x, weights, backward, lengths):
    """The same of sequences of these lengths: one half of a layer with these weights in both directions."""
    layer = make(FEATURES, UNITS, batch_first=True, bidirectional=True)
    parameters = parameters_of(biases, weights) | parameters_of(biases, weights, "_reverse")
    packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    states, last = functional_call(layer, parameters, (packed,))
    padded, _ = pad_packed_sequence(states, batch_first=True, total_length=x.shape[1])
    last = last[0] if isinstance(last, tuple) else last
    return padded.chunk(2, -1)[backward], last[int(backward)]


def one_way(make, biases, x, weights, backward, lengths):
    """PyTorch's layer with these weights: all states, in the places of their steps, and the last."""
    if lengths:
        return one_way_packed(make, biases, x, weights, backward, lengths)
    layer = make(FEATURES, UNITS, batch_first=True)
    parameters = parameters_of(biases, weights)
    states, _ = functional_call(layer, parameters, x.flip(1) if backward else x)
    return (states.flip(1) if backward else states), states[:, -1]


def plain(x):
    return {"shape": list(x.shape), "values": [float(v) for v in x.detach().reshape(-1)]}


def case(seed, name, options, lengths=None):
    make, gates, biases, more = LAYERS[name]
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(EXAMPLES, STEPS, FEATURES, generator=g)
    ways = {"forward": ["forward"], "backward": ["backward"], "bidirectional": ["forward", "backward"]}
    drawn = {way: draw(g, gates, more) for way in ways[options.get("direction", "forward")]}
    leaves = {"x": x} | {f"{way}.{key}": value for way, of in drawn.items() for key, value in of.items()}
    for leaf in leaves.values():
        leaf.requires_grad_()
    found = [one_way(make, biases, x, of, way == "backward", lengths) for way, of in drawn.items()]
    y = torch.cat([states if options.get("returnSequences") else last for states, last in found], -1)
    gradients = torch.autograd.grad(y.sin().sum(), list(leaves.values()), create_graph=True)
    penalised = torch.autograd.grad(gradients[0].square().sum(), list(leaves.values()))
    return {
        "layer": name,
        "options": {"units": UNITS} | options,
        **({"lengths": lengths} if lengths else {}),
        "inputs": {key: plain(leaf) for key, leaf in leaves.items()},
        "output": plain(y),
        "gradients": dict(zip(leaves, map(plain, gradients))),
        "penaltyGradients": dict(zip(leaves, map(plain, penalised))),
    }


VARIANTS = [
    {},
    {"returnSequences": True, "direction": "backward"},
    {"direction": "bidirectional"},
    {"returnSequences": True, "direction": "bidirectional"},
]

PADDED = [
    ({"direction": "bidirectional"}, [2, 5]),
    ({"returnSequences": True, "direction": "bidirectional"}, [4, 1]),
]

content = {
    "source": f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU",
    "cases": [case(11_400 + 10 * i + j, name, of) for i, name in enumerate(LAYERS) for j, of in enumerate(VARIANTS)]
    + [case(11_500 + 10 * i + j, name, *of) for i, name in enumerate(LAYERS) for j, of in enumerate(PADDED)],
}
path = pathlib.Path(__file__).parent / "recurrent-layers.json.golden"
path.write_text(json.dumps(content).replace('{"layer"', '\n{"layer"') + "\n")
