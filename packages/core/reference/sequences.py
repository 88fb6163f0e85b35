"""Attention and recurrent networks, each within a penalty on its input gradient."""

import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from draw import normal, penalised


def attention(x, wq, wk, wv, wo, heads):
    b, t, d = x.shape

    def split(w):
        return (x @ w).reshape(b, t, heads, d // heads).transpose(1, 2)

    with sdpa_kernel(SDPBackend.MATH):
        mixed = F.scaled_dot_product_attention(split(wq), split(wk), split(wv), is_causal=True)
    return mixed.transpose(1, 2).reshape(b, t, d) @ wo


def causal_attention(g):
    b, t, d, heads = 2, 4, 4, 2
    inputs = {"x": normal(g, b, t, d)} | {name: normal(g, d, d, scale=0.6) for name in ["wq", "wk", "wv", "wo"]}

    def f(x, wq, wk, wv, wo):
        return torch.tanh(attention(x, wq, wk, wv, wo, heads)).square().sum()

    return (
        "f = sum(tanh(y)^2), y the causal self-attention of x [batch, time, d] with several heads; total = f + the"
        " squared length of its input gradient.",
        {"heads": heads},
        inputs,
        penalised(f, inputs, "x"),
    )


def transformer_block(g):
    b, t, d, h, heads = 2, 3, 4, 6, 2
    inputs = (
        {"x": normal(g, b, t, d)}
        | {name: normal(g, d, d, scale=0.6) for name in ["wq", "wk", "wv", "wo"]}
        | {"scale1": normal(g, d, scale=0.3) + 1, "shift1": normal(g, d, scale=0.2)}
        | {"scale2": normal(g, d, scale=0.3) + 1, "shift2": normal(g, d, scale=0.2)}
        | {"w1": normal(g, d, h, scale=0.6), "b1": normal(g, h, scale=0.2)}
        | {"w2": normal(g, h, d, scale=0.6), "b2": normal(g, d, scale=0.2)}
    )

    def f(x, wq, wk, wv, wo, scale1, shift1, scale2, shift2, w1, b1, w2, b2):
        mixed = x + attention(F.layer_norm(x, (d,), scale1, shift1), wq, wk, wv, wo, heads)
        y = mixed + F.gelu(F.layer_norm(mixed, (d,), scale2, shift2) @ w1 + b1) @ w2 + b2
        return torch.tanh(y).square().sum()

    return (
        "A block that normalises first: x + attention(layer_norm(x)), then y + gelu(layer_norm(y) @ w1 + b1) @ w2 + b2,"
        " epsilon 1e-5, causal; f = sum(tanh^2) of it; total = f + the squared length of its input gradient.",
        {"heads": heads},
        inputs,
        penalised(f, inputs, "x"),
    )


def recurrent(g, gates):
    b, t, d, h = 2, 12, 2, 3
    return {
        "x": normal(g, t, b, d),
        "wx": normal(g, gates * h, d, scale=0.7),
        "wh": normal(g, gates * h, h, scale=0.7),
        "bx": normal(g, gates * h, scale=0.2),
        "bh": normal(g, gates * h, scale=0.2),
    }


def gru(g):
    inputs = recurrent(g, 3)

    def f(x, wx, wh, bx, bh):
        state, total = torch.zeros(2, 3), 0
        for now in x:
            state = torch.gru_cell(now, state, wx, wh, bx, bh)
            total = total + state.square().sum()
        return total

    return (
        "A GRU through 12 steps from zeros, x [time, batch, d], kernels [gates, in], gates in the order reset, update,"
        " new; f = the sum of the squares of all states; total = f + the squared length of its input gradient.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


def lstm(g):
    inputs = recurrent(g, 4)

    def f(x, wx, wh, bx, bh):
        state, cell, total = torch.zeros(2, 3), torch.zeros(2, 3), 0
        for now in x:
            state, cell = torch.lstm_cell(now, (state, cell), wx, wh, bx, bh)
            total = total + state.square().sum()
        return total + cell.square().sum()

    return (
        "An LSTM through 12 steps from zeros, x [time, batch, d], kernels [gates, in], gates in the order input, forget,"
        " cell, output; f = the sum of the squares of all states and of the last cell; total = f + the squared length"
        " of its input gradient.",
        {},
        inputs,
        penalised(f, inputs, "x"),
    )


CASES = {
    "causal-attention": causal_attention,
    "transformer-block": transformer_block,
    "gru": gru,
    "lstm": lstm,
}
