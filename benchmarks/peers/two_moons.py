"""What the two moons scripts share: the data and the plan of training, without any framework.

Argument: JSON with file, units (of the hidden layers), epochs, batchSize and learningRate.
"""

import csv
import json
import math
import random
import sys

settings = json.loads(sys.argv[1])
generator = random.Random(1)


def load():
    """Standardised inputs and labels: four fifths for training, the rest to validate."""
    with open(settings["file"], newline="") as file:
        rows = [(float(row["x1"]), float(row["x2"]), int(row["label"])) for row in csv.DictReader(file)]
    generator.shuffle(rows)
    count = len(rows) * 4 // 5
    columns = list(zip(*rows[:count]))[:2]
    means = [math.fsum(column) / count for column in columns]
    deviations = [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / count)
        for column, mean in zip(columns, means)
    ]

    def part(chosen):
        inputs = [
            [(value - mean) / deviation for value, mean, deviation in zip(row, means, deviations)]
            for row in chosen
        ]
        return inputs, [row[2] for row in chosen]

    return part(rows[:count]), part(rows[count:])


def epochs(count):
    """For each epoch its batches, each the rows and the learning rate, which falls as a cosine."""
    size = settings["batchSize"]
    steps = settings["epochs"] * -(-count // size)
    step = 0
    for _ in range(settings["epochs"]):
        order = list(range(count))
        generator.shuffle(order)
        batches = []
        for begin in range(0, count, size):
            rate = settings["learningRate"] * (1 + math.cos(math.pi * step / steps)) / 2
            batches.append((order[begin : begin + size], rate))
            step += 1
        yield batches


def report(loss, accuracy):
    print(json.dumps({"loss": loss, "accuracy": accuracy}))
