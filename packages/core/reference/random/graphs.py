"""Reads graphs, one a line; writes the value, gradient, Hessian product and third derivative of each, in float64."""

import json
import sys

import torch

from operations import OPERATIONS

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def in_domain(x, domain):
    if domain == "positive":
        return x * x + 0.4
    if domain == "unit":
        return torch.tanh(x) * 0.8
    if domain == "angle":
        return torch.tanh(x) * 1.3
    if domain == "any":
        return x
    n = x.shape[-1]
    swapped = x.transpose(-1, -2)
    if domain == "definite":
        return x @ swapped + torch.eye(n)
    if domain == "regular":
        return torch.tanh(x) * 0.5 + torch.eye(n) * 2
    return (x + swapped) * 0.2 + torch.diag(2.0 * torch.arange(n))


def argument(source, values):
    elements = values[source["from"]][torch.tensor(source["indices"])]
    return in_domain(elements.reshape(source["shape"]), source["domain"])


def run(graph, inputs):
    values = list(inputs)
    for step in graph["steps"]:
        arguments = [argument(source, values) for source in step["sources"]]
        result = OPERATIONS[step["operation"]](*arguments, **step["attributes"])
        results = result if isinstance(result, list) else [result]
        elements = torch.cat([each.reshape(-1) for each in results])
        picked = elements[torch.tensor(step["indices"])]
        values.append(picked * step["scale"] + torch.tensor(step["shift"]))
    weighed = zip(values, graph["weights"])
    return sum((torch.tanh(value) * torch.tensor(weight)).sum() for value, weight in weighed)


def derivatives(graph):
    x = [torch.tensor(each, requires_grad=True) for each in graph["inputs"]]
    v = [torch.tensor(each) for each in graph["direction"]]

    def gradient(y):
        # Everything hangs together: also what is linear, or constant, has derivatives, of 0.
        y = y + sum((each * each * each * 0).sum() for each in x)
        return torch.autograd.grad(y, x, create_graph=True, materialize_grads=True)

    def along(arrays):
        return sum((each * direction).sum() for each, direction in zip(arrays, v))

    value = run(graph, x)
    first = gradient(value)
    product = gradient(along(first))
    third = gradient(along(product))
    plain = lambda arrays: [each.tolist() for each in arrays]
    return {
        "value": [[value.item()]],
        "gradient": plain(first),
        "product": plain(product),
        "third": plain(third),
    }


def answer(line):
    try:
        return derivatives(json.loads(line))
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(line)), flush=True)
