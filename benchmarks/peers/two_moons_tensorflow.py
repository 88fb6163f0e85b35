"""Trains on two moons as a plain TensorFlow script would, step and evaluation as tf.function."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from two_moons import epochs, load, report, settings

tf.keras.utils.set_random_seed(1)
train, validation = [(np.float32(x), np.int32(y)) for x, y in load()]
hidden = [tf.keras.layers.Dense(units, activation="tanh") for units in settings["units"]]
net = tf.keras.Sequential([tf.keras.Input((2,)), *hidden, tf.keras.layers.Dense(2)])
adam = tf.keras.optimizers.Adam()
signature = [tf.TensorSpec([None, 2], tf.float32), tf.TensorSpec([None], tf.int32)]


def cross_entropy(logits, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))


@tf.function(input_signature=signature)
def step(x, y):
    with tf.GradientTape() as tape:
        loss = cross_entropy(net(x, training=True), y)
    variables = net.trainable_variables
    adam.apply_gradients(zip(tape.gradient(loss, variables), variables))


@tf.function(input_signature=signature)
def evaluate(x, y):
    logits = net(x, training=False)
    hits = tf.equal(tf.argmax(logits, 1, output_type=tf.int32), y)
    return cross_entropy(logits, y), tf.reduce_mean(tf.cast(hits, tf.float32))


for batches in epochs(len(train[0])):
    for rows, rate in batches:
        adam.learning_rate = rate
        step(train[0][rows], train[1][rows])
    loss, accuracy = map(float, evaluate(*validation))
report(loss, accuracy)
