"""Writes the reference files: the cases of all files here, in float64."""

import json
import pathlib

import torch

import convolutions
import high_order
import linear_algebra
import layers
import operations
import penalties
import sequences
import special_functions
import transforms

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
HERE = pathlib.Path(__file__).parent


def plain(x):
    if isinstance(x, torch.Tensor) and x.dtype == torch.float64:
        values = [float(v) for v in x.detach().reshape(-1)]
        return {"shape": list(x.shape), "values": values}
    return x.tolist()


def write(name, case):
    about, attributes, inputs, expected = case
    content = {
        "about": about,
        "source": f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU",
        "attributes": attributes,
        "inputs": {key: plain(value) for key, value in inputs.items()},
        "expected": {key: plain(value) for key, value in expected.items()},
    }
    path = HERE / f"{name}.json.golden"
    path.write_text(json.dumps(content, ensure_ascii=False).replace('}, "', '},\n"') + "\n")


# Each case draws from a seed of its own, so that a new one, at the end of its file, changes no other.
GROUPS = {
    7_000: {
        **penalties.CASES,
        **high_order.CASES,
        **operations.CASES,
        **convolutions.CASES,
    },
    7_050: linear_algebra.CASES,
    7_100: layers.CASES,
    7_200: sequences.CASES,
    7_300: transforms.CASES,
    7_400: special_functions.CASES,
}
for first, cases in GROUPS.items():
    for seed, (name, make) in enumerate(cases.items(), first):
        write(name, make(torch.Generator().manual_seed(seed)))
