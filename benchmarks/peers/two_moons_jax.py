"""Trains on two moons as a plain JAX script would, step and evaluation under jit."""

import jax
import jax.numpy as jnp
import numpy as np

from two_moons import epochs, load, report, settings

train, validation = [(np.float32(x), np.int32(y)) for x, y in load()]
widths = [2, *settings["units"], 2]
keys = jax.random.split(jax.random.key(1), len(widths))
parameters = [
    (jax.random.normal(key, (a, b)) / np.sqrt(a), jnp.zeros(b))
    for key, a, b in zip(keys, widths, widths[1:])
]


def cross_entropy(parameters, x, y):
    for kernel, bias in parameters[:-1]:
        x = jnp.tanh(x @ kernel + bias)
    logits = x @ parameters[-1][0] + parameters[-1][1]
    loss = -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1).mean()
    return loss, (logits.argmax(1) == y).mean()


@jax.jit
def step(state, rate, x, y):
    parameters, first, second, count = state
    gradients = jax.grad(cross_entropy, has_aux=True)(parameters, x, y)[0]
    count = count + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)

    def move(p, m, v):
        return p - rate * m / (1 - 0.9**count) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8)

    return jax.tree.map(move, parameters, first, second), first, second, count


evaluate = jax.jit(cross_entropy)
zeros = jax.tree.map(jnp.zeros_like, parameters)
state = (parameters, zeros, zeros, jnp.float32(0))
for batches in epochs(len(train[0])):
    for rows, rate in batches:
        state = step(state, rate, train[0][rows], train[1][rows])
    loss, accuracy = map(float, evaluate(state[0], *validation))
report(loss, accuracy)
