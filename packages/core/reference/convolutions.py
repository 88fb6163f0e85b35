"""Input-gradient penalties of networks with convolutions and pooling, differentiated in their turn."""

import torch
from torch.nn import functional as F

from draw import gradients, labels, leaves, normal


def penalised(loss_of, inputs, names):
    """Loss, its input gradient, and the gradients of loss + sum of squares of the input gradient."""
    leaves(inputs, ["x", *names])
    loss = loss_of(inputs)
    slope = gradients(loss, inputs, ["x"])["d_x"]
    total = loss + slope.square().sum()
    return {"loss": loss, "slope": slope, "total": total} | gradients(total, inputs, ["x", *names])


def convolution_pooling(g):
    inputs = {
        "x": normal(g, 2, 4, 9, 8),
        "k1": normal(g, 6, 2, 3, 2, scale=0.5),
        "b1": normal(g, 6, scale=0.3),
        "k2": normal(g, 4, 6, 2, 2, scale=0.5),
        "w": normal(g, 4, 3, scale=0.7),
        "labels": labels(g, 2, 3),
    }

    def loss_of(at):
        h = torch.tanh(
            F.conv2d(at["x"], at["k1"], at["b1"], stride=(1, 2), padding=(2, 1), dilation=(2, 1), groups=2)
        )
        h = F.max_pool2d(h, 3, stride=2, padding=1)
        h = torch.tanh(F.conv2d(h, at["k2"], padding=1))
        h = F.avg_pool2d(h, 2, stride=1, padding=1)
        return F.cross_entropy(h.amax((2, 3)) @ at["w"], at["labels"], reduction="sum")

    return (
        "h = tanh(conv(x, k1, b1; stride (1, 2), padding (2, 1), dilation (2, 1), groups 2));"
        " h = max-pool(h, 3, stride 2, padding 1); h = tanh(conv(h, k2, padding 1));"
        " h = average-pool(h, 2, stride 1, padding 1, counted); loss = cross-entropy(max over places(h) @ w), summed;"
        " slope = d loss / dx; total = loss + sum(slope^2).",
        {},
        inputs,
        penalised(loss_of, inputs, ["k1", "b1", "k2", "w"]),
    )


def convolution_axes(g):
    inputs = {
        "x": normal(g, 2, 2, 7),
        "k1": normal(g, 3, 2, 3, scale=0.5),
        "k3": normal(g, 2, 3, 2, 1, 2, scale=0.5),
        "up": normal(g, 4, 2, 3, 2, scale=0.5),
    }

    def loss_of(at):
        line = torch.tanh(F.conv1d(at["x"], at["k1"], padding=1))
        cube = (line[:, :, :, None, None] * line[:, :, None, :, None] * line[:, :, None, None, :])[:, :, :4, :3]
        solid = F.avg_pool3d(torch.tanh(F.conv3d(cube, at["k3"], stride=(1, 2, 2))), (2, 1, 2), stride=1)
        plane = F.max_pool3d(solid, (2, 1, 1), stride=1).flatten(2, 3)
        plane = torch.cat([plane, plane.square()], 1)
        wide = F.conv_transpose2d(
            plane, at["up"], stride=2, padding=1, output_padding=1, dilation=(1, 2), groups=2
        )
        sized = F.interpolate(wide, size=(5, 3), mode="bilinear", align_corners=False)
        near = F.interpolate(wide, size=(3, 5), mode="nearest-exact")
        return sized.pow(3).sum() + near.sin().sum()

    return (
        "line = tanh(conv(x, k1, padding 1)); cube = the outer product of line with itself along three axes, cut to"
        " 4 and 3 in the first two; solid = average-pool(tanh(conv(cube, k3, stride (1, 2, 2))), (2, 1, 2), stride 1);"
        " plane = max-pool(solid, (2, 1, 1), stride 1), its first two axes joined; plane = [plane, plane^2] by channel;"
        " wide = transposed conv(plane, up; stride 2, padding 1, output padding 1, dilation (1, 2), groups 2);"
        " loss = sum(bilinear(wide to 5 x 3)^3) + sum(sin(nearest-exact(wide to 3 x 5))); slope = d loss / dx;"
        " total = loss + sum(slope^2).",
        {},
        inputs,
        penalised(loss_of, inputs, ["k1", "k3", "up"]),
    )


CASES = {"convolution-pooling": convolution_pooling, "convolution-axes": convolution_axes}
