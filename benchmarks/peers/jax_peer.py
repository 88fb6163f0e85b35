"""JAX, the step under jit. Arguments: the folder of the starting points, threads."""

import functools
import sys

from protocol import Workload, refuse, serve, use_threads

folder, threads = sys.argv[1], int(sys.argv[2])
use_threads(threads)
try:
    import jax
    import jax.numpy as jnp
    import numpy as np
except ImportError as error:
    refuse(str(error))

jax.config.update("jax_platforms", "cpu")
ACTIVATIONS = {"tanh": jnp.tanh, "softplus": jax.nn.softplus}


def array_of(dtype, shape, data):
    """An array; images with their channels last, kernels of convolutions as height, width, in, out."""
    array = np.frombuffer(data, dtype=dtype).reshape(shape)
    if len(shape) == 4:
        array = array.transpose((2, 3, 1, 0) if shape[2:] == [3, 3] else (0, 2, 3, 1))
    return jnp.array(array)


def convolve(x, kernel):
    return jax.lax.conv_general_dilated(
        x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def max_pool(x):
    window = (1, 2, 2, 1)
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")


def flat(x):
    """Images as rows, channel by channel."""
    return x if x.ndim == 2 else x.transpose((0, 3, 1, 2)).reshape(x.shape[0], -1)


def cross_entropy(outputs, targets):
    return -jnp.take_along_axis(jax.nn.log_softmax(outputs), targets[:, None], axis=1).mean()


def squared_error(outputs, targets):
    return jnp.square(outputs - targets).mean()


def total_of(workload, has_penalty):
    """total(parameters, inputs, targets)."""
    activation = ACTIVATIONS[workload.activation]
    loss_of = {"crossEntropy": cross_entropy, "squared": squared_error}.get(workload.loss)

    def net(parameters, x):
        for kernel, bias in zip(parameters[:-2:2], parameters[1:-2:2]):
            if kernel.ndim == 4:
                x = max_pool(activation(convolve(x, kernel) + bias))
            else:
                x = activation(flat(x) @ kernel + bias)
        x = flat(x)
        return x @ parameters[-2] + parameters[-1]

    def heat(parameters, points, _):
        def gradient(x):
            return jax.grad(lambda at: net(parameters, at).sum())(x)

        uxx = jax.grad(lambda at: gradient(at)[:, 0].sum())(points)[:, 0]
        return jnp.square(gradient(points)[:, 1] - uxx).mean()

    def loss(parameters, x, targets):
        return loss_of(net(parameters, x), targets)

    def penalised(parameters, x, targets):
        value, gradient = jax.value_and_grad(loss, argnums=1)(parameters, x, targets)
        return value + workload.penalty * jnp.square(gradient).sum()

    if workload.loss == "heat":
        return heat
    return penalised if has_penalty else loss


def prepare(name, has_penalty):
    workload = Workload(folder, name)
    parameters, inputs, targets = workload.tensors(array_of)
    derivatives = jax.value_and_grad(total_of(workload, has_penalty))

    @functools.partial(jax.jit, donate_argnums=0)
    def step(state, x, y):
        values, first, second, steps = state
        loss, gradients = derivatives(values, x, y)
        steps = steps + 1
        first = [0.9 * m + 0.1 * g for m, g in zip(first, gradients)]
        second = [0.999 * v + 0.001 * g * g for v, g in zip(second, gradients)]
        scale1 = workload.learningRate / (1 - 0.9**steps)
        scale2 = 1 / (1 - 0.999**steps)
        values = [
            p - scale1 * m / (jnp.sqrt(scale2 * v) + 1e-8)
            for p, m, v in zip(values, first, second)
        ]
        return (values, first, second, steps), loss

    def zeros():
        return [jnp.zeros_like(p) for p in parameters]

    state = ([jnp.copy(p) for p in parameters], zeros(), zeros(), jnp.float32(0))

    def check():
        loss, gradients = jax.jit(derivatives)(parameters, inputs, targets)
        return float(loss), [float(jnp.linalg.norm(g.ravel())) for g in gradients]

    def run(steps):
        nonlocal state
        for _ in range(steps):
            state, loss = step(state, inputs, targets)
        jax.block_until_ready(state)
        return float(loss)

    return check, run


serve("JAX jit", jax.__version__, threads, prepare)
