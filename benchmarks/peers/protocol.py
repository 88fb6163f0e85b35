"""The line protocol of the peers, and the numbers that a workload starts from.

A peer prints one JSON document a line: first what it is, then an answer to each request on stdin.
A request with "run": n takes n steps and is answered with milliseconds a step and the loss before
the last; one without is answered with loss and gradient norms of the first step, and changes nothing.
"""

import json
import math
import os
import sys
import time


class Workload:
    """A workload's description and its numbers.

    penalty: what the sum of (d mean loss / d inputs)^2 is multiplied with.
    network: None, or the name of one among those that the peer has.
    """

    network = None

    def __init__(self, folder, name, networks=()):
        with open(os.path.join(folder, name + ".json")) as file:
            self.__dict__.update(json.load(file))
        if self.network is not None and self.network not in networks:
            raise NotImplementedError("this network is not written for it")
        with open(os.path.join(folder, name + ".bin"), "rb") as file:
            self._arrays = [
                (array["dtype"], array["shape"], bytearray(file.read(4 * math.prod(array["shape"]))))
                for array in self.arrays
            ]

    def tensors(self, make):
        """Parameters (kernel, bias, layer by layer), inputs and targets, each make(dtype, shape, bytes)."""
        *parameters, inputs, targets = [make(*array) for array in self._arrays]
        return parameters, inputs, targets


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def refuse(reason):
    """Says why this peer cannot run here, and ends."""
    say({"unavailable": reason})
    sys.exit(0)


def use_threads(count):
    """Leaves the process as many processors as it may have threads; before a framework is loaded."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-count:])


def serve(name, version, threads, prepare):
    """prepare(workload name, penalty) gives two functions: check() and run(steps)."""
    prepared = {}

    def answer(request):
        key = (request["workload"], request["penalty"])
        if key not in prepared:
            prepared[key] = prepare(*key)
        check, run = prepared[key]
        if "run" not in request:
            loss, norms = check()
            return {"loss": loss, "norms": norms}
        start = time.perf_counter()
        loss = run(request["run"])
        return {"ms": (time.perf_counter() - start) * 1e3 / request["run"], "loss": loss}

    say({"name": name, "version": version, "threads": threads})
    for line in sys.stdin:
        try:
            say(answer(json.loads(line)))
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})
