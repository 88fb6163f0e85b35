"""TensorFlow, the step a tf.function. Arguments: the folder of the starting points, threads."""

import os
import sys

from protocol import Workload, refuse, serve, use_threads

folder, threads = sys.argv[1], int(sys.argv[2])
use_threads(threads)
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
try:
    import numpy as np
    import tensorflow as tf
except ImportError as error:
    refuse(str(error))

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
ACTIVATIONS = {"tanh": tf.tanh, "softplus": tf.nn.softplus}


def tensor_of(dtype, shape, data):
    """A tensor; images with their channels last, kernels of convolutions as height, width, in, out."""
    array = np.frombuffer(data, dtype=dtype).reshape(shape)
    if len(shape) == 4:
        array = array.transpose((2, 3, 1, 0) if shape[2:] == [3, 3] else (0, 2, 3, 1))
    return tf.constant(array)


def flat(x):
    """Images as rows, channel by channel."""
    if len(x.shape) == 2:
        return x
    return tf.reshape(tf.transpose(x, (0, 3, 1, 2)), (x.shape[0], -1))


def cross_entropy(outputs, targets):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=outputs)
    return tf.reduce_mean(losses)


def squared_error(outputs, targets):
    return tf.reduce_mean(tf.square(outputs - targets))


class Adam:
    """Kingma & Ba's with TensorFlow's own fused operation, which adds epsilon before the correction."""

    def __init__(self, variables, learning_rate):
        self.learning_rate = learning_rate
        self.slots = [
            (v, tf.Variable(tf.zeros_like(v)), tf.Variable(tf.zeros_like(v))) for v in variables
        ]
        self.powers = (tf.Variable(0.9), tf.Variable(0.999))

    def apply(self, gradients):
        first, second = (power.read_value() for power in self.powers)
        for (variable, m, v), gradient in zip(self.slots, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=m.handle,
                v=v.handle,
                beta1_power=first,
                beta2_power=second,
                lr=self.learning_rate,
                beta1=0.9,
                beta2=0.999,
                epsilon=1e-8,
                grad=gradient,
            )
        self.powers[0].assign(first * 0.9)
        self.powers[1].assign(second * 0.999)


def total_of(workload, has_penalty, variables, inputs, targets):
    """total(), from the variables as they are."""
    activation = ACTIVATIONS[workload.activation]
    loss_of = {"crossEntropy": cross_entropy, "squared": squared_error}.get(workload.loss)

    def net(x):
        for kernel, bias in zip(variables[:-2:2], variables[1:-2:2]):
            if len(kernel.shape) == 4:
                x = activation(tf.nn.bias_add(tf.nn.conv2d(x, kernel, 1, "SAME"), bias))
                x = tf.nn.max_pool2d(x, 2, 2, "VALID")
            else:
                x = activation(flat(x) @ kernel + bias)
        return flat(x) @ variables[-2] + variables[-1]

    def heat():
        with tf.GradientTape(watch_accessed_variables=False) as outer:
            outer.watch(inputs)
            with tf.GradientTape(watch_accessed_variables=False) as inner:
                inner.watch(inputs)
                u = net(inputs)
            gradient = inner.gradient(u, inputs)
            ux = gradient[:, 0]
        uxx = outer.gradient(ux, inputs)[:, 0]
        return tf.reduce_mean(tf.square(gradient[:, 1] - uxx))

    def penalised():
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(inputs)
            loss = loss_of(net(inputs), targets)
        gradient = tape.gradient(loss, inputs)
        return loss + workload.penalty * tf.reduce_sum(tf.square(gradient))

    if workload.loss == "heat":
        return heat
    return penalised if has_penalty else lambda: loss_of(net(inputs), targets)


def prepare(name, has_penalty):
    workload = Workload(folder, name)
    parameters, inputs, targets = workload.tensors(tensor_of)
    variables = [tf.Variable(parameter) for parameter in parameters]
    total = total_of(workload, has_penalty, variables, inputs, targets)
    adam = Adam(variables, workload.learningRate)

    @tf.function
    def derivatives():
        with tf.GradientTape() as tape:
            loss = total()
        # No derivative of the outputs depends on the last bias.
        zero = tf.UnconnectedGradients.ZERO
        return loss, tape.gradient(loss, variables, unconnected_gradients=zero)

    @tf.function
    def step():
        loss, gradients = derivatives()
        adam.apply(gradients)
        return loss

    def check():
        loss, gradients = derivatives()
        return float(loss), [float(tf.norm(gradient)) for gradient in gradients]

    def run(steps):
        for _ in range(steps - 1):
            step()
        return float(step())

    return check, run


serve("TensorFlow", tf.__version__, threads, prepare)
