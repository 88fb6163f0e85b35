"""Writes the reference files: the cases of the files beside it in float64."""

import json
import pathlib

import torch

import convolutions
import high_order
import operations
import penalties

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


# A new family goes to the end.
FAMILIES = (penalties, high_order, operations, convolutions)

for seed, (name, make) in enumerate(item for family in FAMILIES for item in family.CASES.items()):
    # Each case draws from a seed of its own, so that a new one changes no other.
    write(name, make(torch.Generator().manual_seed(7_000 + seed)))
