"""
Writes spatial-layers.json.golden: outputs of layers with places, and derivatives to second order, by PyTorch in float64.

    python3 -m venv .venv && .venv/bin/pip install torch==2.15.0 numpy
    .venv/bin/python packages/nn/reference/spatial_layers.py

f = sum(sin(layer(x))); penalty = |df/dx|^2, which is differentiated in its turn by x and the weights.
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def same(x, sizes, stride, dilation, value=0.0):
    """x with what padding "same" puts around it: an odd place at the end."""
    pairs = []
    for length, size, step, wide in zip(x.shape[2:], sizes, stride, dilation):
        reach = (-(-length // step) - 1) * step + (size - 1) * wide + 1
        total = max(0, reach - length)
        pairs = [total // 2, total - total // 2, *pairs]
    return F.pad(x, pairs, value=value)


CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
BACK = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def conv(x, kernel, bias, o, groups):
    axes = x.dim() - 2
    stride, dilation = o.get("stride", [1] * axes), o.get("dilation", [1] * axes)
    if o.get("padding") == "same":
        x = same(x, kernel.shape[2:], stride, dilation)
    return CONV[axes](x, kernel, bias, stride=stride, dilation=dilation, groups=groups)


def convolution(o, x, kernel, bias):
    return conv(x, kernel, bias, o, o.get("groups", 1))


def depthwise_convolution(o, x, kernel, bias):
    return conv(x, kernel, bias, o, x.shape[1])


def separable_convolution(o, x, depthwiseKernel, pointwiseKernel, bias):
    return conv(conv(x, depthwiseKernel, None, o, x.shape[1]), pointwiseKernel, bias, {}, 1)


def convolution_transposed(o, x, kernel, bias):
    axes = x.dim() - 2
    stride, dilation = o.get("stride", [1] * axes), o.get("dilation", [1] * axes)
    y = BACK[axes](x, kernel, bias, stride=stride, dilation=dilation, groups=o.get("groups", 1))
    if o.get("padding") == "same":
        for axis, (count, step) in enumerate(zip(x.shape[2:], stride), 2):
            total = y.shape[axis] - count * step
            y = y.narrow(axis, total // 2, count * step)
    return y


def max_pool(o, x):
    size = o["size"]
    stride = o.get("stride", size)
    if o.get("padding") == "same":
        x = same(x, size, stride, [1] * len(size), -torch.inf)
    return MAX[len(size)](x, size, stride)


def average_pool(o, x):
    size = o["size"]
    stride, axes = o.get("stride", size), len(size)
    if o.get("padding") != "same":
        return AVERAGE[axes](x, size, stride)
    sums, counts = (AVERAGE[axes](same(of, size, stride, [1] * axes), size, stride) for of in (x, torch.ones_like(x)))
    return sums / counts


def up_sample(o, x):
    linear = {1: "linear", 2: "bilinear", 3: "trilinear"}[x.dim() - 2]
    factors = [float(size) for size in o["size"]]
    if o["method"] == "nearest":
        return F.interpolate(x, scale_factor=factors, mode="nearest-exact")
    return F.interpolate(x, scale_factor=factors, mode=linear, align_corners=False)


# Layer, options, the shape of x, the shapes of the weights.
CASES = [
    ("convolution", convolution, {"filters": 2, "kernelSize": [3], "padding": "same", "stride": [2]}, [2, 2, 6], {"kernel": [2, 2, 3], "bias": [2]}),
    ("convolution", convolution, {"filters": 4, "kernelSize": [2, 3], "dilation": [2, 1], "groups": 2}, [1, 2, 4, 4], {"kernel": [4, 1, 2, 3], "bias": [4]}),
    ("convolution", convolution, {"filters": 2, "kernelSize": [2, 2, 3], "padding": "same", "stride": [1, 2, 2]}, [1, 1, 2, 3, 4], {"kernel": [2, 1, 2, 2, 3], "bias": [2]}),
    ("depthwiseConvolution", depthwise_convolution, {"kernelSize": [3, 2], "padding": "same", "depthMultiplier": 2}, [1, 2, 3, 3], {"kernel": [4, 1, 3, 2], "bias": [4]}),
    ("separableConvolution", separable_convolution, {"filters": 3, "kernelSize": [2, 3], "stride": [1, 2], "depthMultiplier": 2}, [1, 2, 3, 5], {"depthwiseKernel": [4, 1, 2, 3], "pointwiseKernel": [3, 4, 1, 1], "bias": [3]}),
    ("convolutionTransposed", convolution_transposed, {"filters": 4, "kernelSize": [3], "stride": [2], "dilation": [2], "groups": 2}, [2, 2, 3], {"kernel": [2, 2, 3], "bias": [4]}),
    ("convolutionTransposed", convolution_transposed, {"filters": 2, "kernelSize": [3, 2], "padding": "same", "stride": [2, 1]}, [1, 2, 2, 3], {"kernel": [2, 2, 3, 2], "bias": [2]}),
    ("maxPool", max_pool, {"size": [2]}, [2, 2, 5], {}),
    ("maxPool", max_pool, {"size": [3, 2], "stride": [2, 2], "padding": "same"}, [1, 2, 5, 5], {}),
    ("averagePool", average_pool, {"size": [2, 3], "stride": [1, 2], "padding": "same"}, [1, 2, 3, 5], {}),
    ("averagePool", average_pool, {"size": [2, 1, 2]}, [1, 1, 4, 2, 3], {}),
    ("globalAveragePool", lambda o, x: x.mean((2, 3)), {}, [2, 2, 3, 2], {}),
    ("globalMaxPool", lambda o, x: x.amax((2, 3)), {}, [2, 2, 3, 2], {}),
    ("upSample", up_sample, {"size": [2, 3], "method": "nearest"}, [1, 2, 2, 2], {}),
    ("upSample", up_sample, {"size": [3, 2], "method": "linear"}, [1, 2, 2, 3], {}),
    ("reshape", lambda o, x: x.reshape(-1, *o["shape"]), {"shape": [3, 2]}, [2, 6], {}),
    ("permute", lambda o, x: x.permute(0, *o["axes"]), {"axes": [3, 1, 2]}, [1, 2, 3, 2], {}),
]


def plain(x):
    return {"shape": list(x.shape), "values": [float(v) for v in x.detach().reshape(-1)]}


def case(seed, layer, f, options, shape, weights):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(*shape, generator=g, requires_grad=True)
    drawn = {name: (0.6 * torch.randn(*of, generator=g)).requires_grad_() for name, of in weights.items()}
    y = f(options, x, **drawn)
    value = y.sin().sum()
    (dx, *slopes) = torch.autograd.grad(value, [x, *drawn.values()], create_graph=True)
    # A penalty on a constant slope would have no derivatives: the sine bends it.
    penalised = torch.autograd.grad(dx.square().sum(), [x, *drawn.values()], allow_unused=True)
    zero = [torch.zeros_like(of) for of in (x, *drawn.values())]
    names = ["x", *drawn]
    return {
        "layer": layer,
        "options": options,
        "inputs": {"x": plain(x)} | {name: plain(of) for name, of in drawn.items()},
        "output": plain(y),
        "gradients": {name: plain(of) for name, of in zip(names, (dx, *slopes))},
        "penaltyGradients": {name: plain(z if of is None else of) for name, of, z in zip(names, penalised, zero)},
    }


content = {
    "source": f"PyTorch {torch.__version__.split('+')[0]}, float64, CPU",
    "cases": [case(9_000 + i, *of) for i, of in enumerate(CASES)],
}
path = pathlib.Path(__file__).parent / "spatial-layers.json.golden"
path.write_text(json.dumps(content).replace('{"layer"', '\n{"layer"') + "\n")
