"""The networks that workloads have by name, each as PyTorch's own layers, from kernels and biases in Sobolev's order.

Each is given the parameters and returns the network with what puts its gradients in that order, by their parameters.
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel


def batch_norm(parameters):
    kernel1, scale1, bias1, kernel2, scale2, bias2, kernel, bias = parameters

    def convolution(kernel, scale, bias):
        filters, channels = kernel.shape[:2]
        norm = nn.BatchNorm2d(filters)
        layer = nn.Conv2d(channels, filters, 3, padding=1, bias=False)
        assign({layer.weight: kernel, norm.weight: scale, norm.bias: bias})
        return [layer, norm, nn.ReLU(), nn.MaxPool2d(2)]

    layers = convolution(kernel1, scale1, bias1) + convolution(kernel2, scale2, bias2)
    net = nn.Sequential(*layers, nn.Flatten(), linear(kernel, bias))
    return net, lambda gradients: [gradients[parameter] for parameter in net.parameters()]


class Gru(nn.Module):
    def __init__(self, kernel, recurrent, bias, recurrent_bias, output, output_bias):
        super().__init__()
        units = recurrent.shape[0]
        self.gru = nn.GRU(kernel.shape[0], units, batch_first=True)
        self.output = linear(output, output_bias)
        assign({self.gru.weight_ih_l0: kernel.T, self.gru.weight_hh_l0: recurrent.T, self.gru.bias_ih_l0: bias})
        # Its second biases of the two gates do what the first ones do.
        assign({self.gru.bias_hh_l0: torch.cat([torch.zeros(2 * units), recurrent_bias])})

    def forward(self, x):
        return self.output(self.gru(x)[1][0])


def gru(parameters):
    net = Gru(*parameters)

    def compared(gradients):
        kernel, recurrent, bias, recurrent_bias, output, output_bias = gradients.values()
        units = recurrent.shape[1]
        return [kernel, recurrent, bias, recurrent_bias[2 * units :], output, output_bias]

    return net, compared


class Transformer(nn.Module):
    def __init__(self, scale1, bias1, query, key, value, back, scale2, bias2, hidden, hidden_bias, out, out_bias, w, b):
        super().__init__()
        features = query.shape[0]
        self.norm1, self.norm2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.inside = nn.Linear(features, 3 * features, bias=False)
        self.back = nn.Linear(features, features, bias=False)
        self.hidden, self.out, self.output = linear(hidden, hidden_bias), linear(out, out_bias), linear(w, b)
        assign({self.norm1.weight: scale1, self.norm1.bias: bias1, self.norm2.weight: scale2, self.norm2.bias: bias2})
        assign({self.inside.weight: torch.cat([query, key, value], 1).T, self.back.weight: back.T})

    def attend(self, x):
        n, steps, features = x.shape
        query, key, value = self.inside(x).reshape(n, steps, 3, 4, features // 4).permute(2, 0, 3, 1, 4)
        # Its faster forms have no second derivative.
        with sdpa_kernel([SDPBackend.MATH] if self.twice else [SDPBackend.FLASH_ATTENTION, SDPBackend.MATH]):
            means = F.scaled_dot_product_attention(query, key, value)
        return self.back(means.transpose(1, 2).reshape(x.shape))

    def forward(self, x):
        # Only a penalty differentiates by the inputs.
        self.twice = x.requires_grad
        x = x + self.attend(self.norm1(x))
        x = x + self.out(F.gelu(self.hidden(self.norm2(x))))
        return self.output(x.mean(1))


def transformer(parameters):
    net = Transformer(*parameters)

    def compared(gradients):
        inside = gradients[net.inside.weight].chunk(3)
        by = {name: gradients[parameter] for name, parameter in net.named_parameters()}
        return [
            *[by["norm1.weight"], by["norm1.bias"], *inside, by["back.weight"], by["norm2.weight"], by["norm2.bias"]],
            *[by["hidden.weight"], by["hidden.bias"], by["out.weight"], by["out.bias"]],
            *[by["output.weight"], by["output.bias"]],
        ]

    return net, compared


def linear(kernel, bias):
    layer = nn.Linear(*kernel.shape)
    assign({layer.weight: kernel.T, layer.bias: bias})
    return layer


@torch.no_grad()
def assign(values):
    for parameter, value in values.items():
        parameter.copy_(value)


NETWORKS = {"batchNorm": batch_norm, "gru": gru, "transformer": transformer}
