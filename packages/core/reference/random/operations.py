"""The operations of random graphs in PyTorch, by their name in the library."""

import itertools
import math

import torch
import torch.nn.functional as F


def chosen(compare):
    return lambda a, b: torch.where(compare(a, b), a * a, b * 3)


def truths(join):
    return lambda a, b: torch.where(join(a > 0, b > 0), a * b, a - b)


def clip(x, low, high):
    return torch.where(x < low, torch.tensor(low), torch.where(x > high, torch.tensor(high), x))


def norm(x, order):
    if order == "1":
        return x.abs().sum(1)
    return (x * x).sum(1).sqrt() if order == "2" else x.abs().amax(1)


def all_or_any(x, truths, reduce, axes, keepDims):
    for axis in axes:
        truths = reduce(truths, axis, True)
    square, mean = ((each.mean(axes, True)) for each in (x * x, x))
    y = torch.where(truths, square, mean)
    return y if keepDims else y.mean(axes)


def over_axes(reduce):
    return lambda x, axes, keepDims: reduce(x, tuple(axes), keepDims)


def along_each(reduce):
    def run(x, axes, keepDims):
        for axis in sorted(axes, reverse=True):
            x = reduce(x, axis, keepDims)
        return x

    return run


def quantile(x, axes, keepDims, q=0.5):
    others = [axis for axis in range(x.dim()) if axis not in axes]
    rows = x.permute(*others, *axes).reshape(*(x.shape[axis] for axis in others), -1)
    kept = [1 if axis in axes else length for axis, length in enumerate(x.shape)]
    return rows.quantile(q, -1).reshape(kept if keepDims else rows.shape[:-1])


def pad(x, widths, value):
    pairs = [width for pair in reversed(widths) for width in pair]
    return F.pad(x, pairs, value=value)


def sliced(x, ranges):
    return x[tuple(slice(each["start"], each["stop"], each["step"]) for each in ranges)]


def scatter_add(x, axis, indices):
    shape = list(x.shape)
    shape[axis] = 4
    return torch.zeros(shape).index_add(axis, torch.tensor(indices), x)


def at_places(update):
    """Updates rows of [3, 2, 2] along its axes 0 and 2, one after the other."""

    def apart(x, gap):
        return x + gap * torch.arange(float(x.numel())).reshape(x.shape)

    def run(x, values, i, j):
        x, values = apart(x, 0.31), apart(values, 0.17)
        elements = {(a, b): x[a, :, b] for a in range(3) for b in range(2)}
        for value, *place in zip(values, i, j):
            elements[tuple(place)] = update(elements[tuple(place)], value)
        rows = [torch.stack([elements[a, b] for b in range(2)], 1) for a in range(3)]
        return torch.stack(rows)

    return run


def qr(a):
    q, r = torch.linalg.qr(a)
    signs = r.diagonal(dim1=-2, dim2=-1).sign()
    return [q * signs.unsqueeze(-2), r * signs.unsqueeze(-1)]


def svd(a):
    u, values, vh = torch.linalg.svd(a)
    return [u.square(), values, vh.mT.square()]


def take_along(x, axis, indices):
    return x.gather(axis, torch.tensor(indices).reshape(x.shape))


def matmul(a, b, transposeA, transposeB):
    a = a.transpose(-1, -2) if transposeA else a
    b = b.transpose(-1, -2) if transposeB else b
    return a @ b


def patches(x, size, stride):
    """The windows of the last axis, each along a new last axis."""
    count = (x.shape[-1] - size) // stride + 1
    stops = [at + (count - 1) * stride + 1 for at in range(size)]
    return torch.stack([x[..., at:stop:stride] for at, stop in enumerate(stops)], -1)


def convolution(x, k, groups, stride, dilation, padding):
    return F.conv2d(x, k, None, stride, padding, dilation, groups)


def max_pool(x, stride):
    rows, columns = ((length - 2) // stride + 1 for length in x.shape[-2:])
    tops = itertools.product(range(rows), range(columns))
    blocks = [x[..., r * stride : r * stride + 2, c * stride : c * stride + 2] for r, c in tops]
    return torch.stack([each.amax((-2, -1)) for each in blocks], -1).reshape(*x.shape[:2], rows, columns)


def overlap_add(x, size, stride, length):
    out = torch.zeros(*x.shape[:-2], length)
    for at in range(size):
        places = torch.arange(x.shape[-1]) * stride + at
        out = out.index_add(out.dim() - 1, places, x[..., at, :])
    return out


def sort(x, axis, descending=False):
    return x.sort(axis, descending).values


def elu(x, alpha, width=1.0):
    return torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0) / width))


def gelu(x, approximate):
    if approximate == "tanh":
        return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return x * torch.erfc(-x * math.sqrt(0.5)) / 2


def soft_plus(x):
    return torch.logaddexp(x, torch.zeros_like(x))


class LogGamma(torch.autograd.Function):
    """The derivative of some order of log Γ: by the zeta function, since torch.polygamma(1, x) is right to 1e-9 only."""

    @staticmethod
    def forward(ctx, x, order):
        ctx.save_for_backward(x)
        ctx.order = order
        if order < 2:
            return torch.digamma(x) if order else torch.lgamma(x)
        return (-1) ** order * math.factorial(order - 1) * torch.special.zeta(torch.tensor(float(order)), x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * LogGamma.apply(x, ctx.order + 1), None


def index(f):
    """What is picked by an index has the derivative of the sum alone."""
    return lambda x, axis: torch.sin(f(x, axis).to(x.dtype) + x.sum(axis))


OPERATIONS = {
    "abs": torch.abs,
    "acos": torch.acos,
    "acosh": lambda x: torch.acosh(x + 1),
    "add": torch.add,
    "asin": torch.asin,
    "asinh": torch.asinh,
    "atan": torch.atan,
    "atan2": torch.atan2,
    "atanh": torch.atanh,
    "cast": lambda x: x.detach().trunc() + x,
    "ceil": lambda x: x.ceil() * x,
    "celu": lambda x, alpha: elu(x, alpha, alpha),
    "clip": clip,
    "cos": torch.cos,
    "cosh": torch.cosh,
    "cube": lambda x: x * x * x,
    "digamma": lambda x: LogGamma.apply(x, 1),
    "div": torch.div,
    "elu": elu,
    "equal": chosen(torch.eq),
    "erf": torch.erf,
    "erfInv": torch.erfinv,
    "erfc": torch.erfc,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "floor": lambda x: x.floor() * x,
    "gelu": gelu,
    "greater": chosen(torch.gt),
    "greaterEqual": chosen(torch.ge),
    "identity": lambda x: x,
    "isFinite": torch.exp,
    "isNaN": torch.square,
    "leakyRelu": lambda x, slope: torch.where(x > 0, x, slope * x),
    "less": chosen(torch.lt),
    "lessEqual": chosen(torch.le),
    "lgamma": lambda x: LogGamma.apply(x, 0),
    "log": torch.log,
    "log1p": torch.log1p,
    "log2": torch.log2,
    "lerp": lambda a, b: torch.lerp(*torch.broadcast_tensors(a, b), 0.3),
    "logAddExp": torch.logaddexp,
    "logSigmoid": lambda x: -soft_plus(-x),
    "logicalAnd": truths(torch.logical_and),
    "logicalNot": lambda x: torch.where(x >= 0, x * x, x),
    "logicalOr": truths(torch.logical_or),
    "logicalXor": truths(torch.logical_xor),
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "mish": lambda x: x * torch.tanh(soft_plus(x)),
    "mod": lambda x, by: torch.remainder(x, by) * x,
    "mul": torch.mul,
    "neg": torch.neg,
    "notEqual": chosen(torch.ne),
    "pow": torch.pow,
    "reciprocal": torch.reciprocal,
    "relu": torch.relu,
    "round": lambda x: x.round() * x,
    "rsqrt": torch.rsqrt,
    "safeSqrt": torch.sqrt,
    "selu": lambda x: 1.0507009873554805 * elu(x, 1.6732632423543772),
    "sigmoid": torch.sigmoid,
    "sign": lambda x: x.sign() * x * x,
    "silu": lambda x: x * torch.sigmoid(x),
    "sin": torch.sin,
    "sinh": torch.sinh,
    "softplus": soft_plus,
    "sqrt": torch.sqrt,
    "square": torch.square,
    "stopGradient": lambda x: x.detach() * x,
    "sub": torch.sub,
    "tan": torch.tan,
    "tanh": torch.tanh,
    "where": chosen(torch.gt),
    "argsort": lambda x, axis: sort(x, axis).exp(),
    "broadcastTo": lambda x, shape: x.broadcast_to(shape),
    "concat": lambda *xs, axis: torch.cat(xs, axis),
    "diagonal": lambda x, offset: [x.diagonal(offset, -2, -1), x],
    "diagonalMatrix": lambda x, offset: torch.diag_embed(x, offset),
    "expandDims": lambda x, axis: x.unsqueeze(axis).exp(),
    "flip": lambda x, axis: x.flip(axis) * x,
    "addAt": at_places(torch.add),
    "gatherAt": lambda x, i, j: x[i, :, j],
    "maximumAt": at_places(torch.maximum),
    "minimumAt": at_places(torch.minimum),
    "mulAt": at_places(torch.mul),
    "setAt": at_places(lambda _, value: value),
    "gather": lambda x, axis, indices: x.index_select(axis, torch.tensor(indices)),
    "column": lambda x, index: x[..., index : index + 1].sin(),
    "columns": lambda x: [
        (part * (index + 1)).cos() for index, part in enumerate(x.split(1, -1))
    ],
    "meshgrid": lambda x, y: (
        lambda a, b: (a * b).sin() + a
    )(*torch.meshgrid(x, y, indexing="ij")),
    "moveAxis": lambda x, **a: x.movedim(a["from"], a["to"]),
    "oneHot": lambda x, labels: F.one_hot(torch.tensor(labels), 4).to(x.dtype).T @ x,
    "pad": pad,
    "pick": lambda x, indices: x[torch.arange(len(indices)), torch.tensor(indices)],
    "repeat": lambda x, count, axis: x.repeat_interleave(count, axis),
    "reshape": lambda x, shape: x.reshape(shape),
    "roll": lambda x, shift, axis: x.roll(shift, axis) * x,
    "scatterAdd": scatter_add,
    "slice": sliced,
    "sort": sort,
    "split": lambda x, axis: [
        torch.sin(each * (at + 1)) for at, each in enumerate(x.split(1, axis))
    ],
    "squeeze": torch.exp,
    "stack": lambda *xs, axis: torch.stack(xs, axis),
    "swapAxes": lambda x, a, b: x.transpose(a, b),
    "takeAlongAxis": take_along,
    "tile": lambda x, counts: x.tile(counts),
    "topK": lambda x, axis: x.amax(axis, True).exp(),
    "transpose": lambda x, axes: x.permute(axes),
    "tril": lambda x, offset: x.tril(offset),
    "triu": lambda x, offset: x.triu(offset),
    "unstack": lambda x, axis: [
        torch.cos(each * (at + 1)) for at, each in enumerate(x.unbind(axis))
    ],
    "all": lambda x, axes, keepDims: all_or_any(x, x > -0.5, torch.all, axes, keepDims),
    "any": lambda x, axes, keepDims: all_or_any(x, x > 0.5, torch.any, axes, keepDims),
    "argmax": index(torch.argmax),
    "argmin": index(torch.argmin),
    "cumprod": torch.cumprod,
    "cumsum": torch.cumsum,
    "logSoftmax": torch.log_softmax,
    "logSumExp": over_axes(torch.logsumexp),
    "max": over_axes(torch.amax),
    "mean": over_axes(torch.mean),
    "median": quantile,
    "min": over_axes(torch.amin),
    "norm": norm,
    "prod": along_each(torch.prod),
    "quantile": quantile,
    "softmax": torch.softmax,
    "std": lambda x, correction: x.var(1, correction=correction).sqrt(),
    "sum": over_axes(torch.sum),
    "variance": lambda x, correction: x.var(1, correction=correction),
    "cholesky": torch.linalg.cholesky,
    "determinant": torch.linalg.det,
    "dot": torch.dot,
    "eigh": torch.linalg.eigvalsh,
    "einsum": lambda a, b, subscripts: torch.einsum(subscripts, a, b),
    "inverse": torch.linalg.inv,
    "logDeterminant": lambda x: torch.linalg.slogdet(x)[1],
    "matmul": matmul,
    "outer": torch.outer,
    "qr": qr,
    "singularValues": torch.linalg.svdvals,
    "svd": svd,
    "solve": lambda a, b, upper: torch.linalg.solve(a, b),
    "spectralFunction": lambda x: torch.linalg.matrix_exp(x * 0.5),
    "tensordot": lambda a, b: torch.tensordot(a, b, 2),
    "triangularSolve": lambda a, b, upper: torch.linalg.solve_triangular(
        a.triu() if upper else a.tril(), b, upper=upper
    ),
    "averagePool": lambda x, size, stride: patches(x, size, stride).mean(-1),
    "convolution": convolution,
    "convolutionTransposed": lambda x, k, stride, padding: F.conv_transpose1d(
        x, k, None, stride, padding
    ),
    "globalAveragePool": lambda x: x.mean((2, 3)),
    "globalMaxPool": lambda x: x.amax((2, 3)),
    "maxPool": max_pool,
    "overlapAdd": overlap_add,
    "resize": lambda x, length: x.repeat_interleave(length // x.shape[-1], -1),
    "windows": lambda x, size, stride: patches(x, size, stride).transpose(-1, -2),
}
