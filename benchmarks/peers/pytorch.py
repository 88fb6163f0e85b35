"""PyTorch, eager, Adam fused. Arguments: the folder of the starting points, threads."""

import sys

from protocol import Workload, refuse, serve

try:
    import torch
    from pytorch_networks import NETWORKS
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    refuse(str(error))

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)


def tensor_of(dtype, shape, data):
    return torch.frombuffer(data, dtype=getattr(torch, dtype)).reshape(shape)


def network(workload, parameters):
    activation = {"tanh": nn.Tanh, "softplus": nn.Softplus}[workload.activation]
    layers = []
    flat = True
    for kernel, bias in zip(parameters[::2], parameters[1::2]):
        if kernel.dim() == 4:
            layer = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
            layers += [layer, activation(), nn.MaxPool2d(2)]
            flat = False
        else:
            layer = nn.Linear(*kernel.shape)
            layers += ([] if flat else [nn.Flatten()]) + [layer, activation()]
            flat = True
            kernel = kernel.T
        with torch.no_grad():
            layer.weight.copy_(kernel)
            layer.bias.copy_(bias)
    return nn.Sequential(*layers[:-1])


def heat(net, points):
    x = points.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(net(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(gradient[:, 0].sum(), x, create_graph=True)
    return (gradient[:, 1] - second[:, 0]).square().mean()


def prepare(name, has_penalty):
    workload = Workload(folder, name, NETWORKS)
    parameters, inputs, targets = workload.tensors(tensor_of)
    by_name = NETWORKS.get(workload.network)
    net, compared = by_name(parameters) if by_name else (network(workload, parameters), dict.values)
    if workload.loss == "crossEntropy":
        targets = targets.long()
    loss_of = {"crossEntropy": F.cross_entropy, "squared": F.mse_loss}.get(workload.loss)
    adam = torch.optim.Adam(net.parameters(), workload.learningRate, fused=True)

    def total():
        if workload.loss == "heat":
            return heat(net, inputs)
        if not has_penalty:
            return loss_of(net(inputs), targets)
        x = inputs.detach().requires_grad_(True)
        loss = loss_of(net(x), targets)
        (gradient,) = torch.autograd.grad(loss, x, create_graph=True)
        return loss + workload.penalty * gradient.square().sum()

    def step():
        loss = total()
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        return loss

    def check():
        loss = total()
        parameters = list(net.parameters())
        gradients = torch.autograd.grad(
            loss, parameters, allow_unused=True, materialize_grads=True
        )
        gradients = compared(dict(zip(parameters, gradients)))
        return loss.item(), [gradient.double().norm().item() for gradient in gradients]

    def run(steps):
        for _ in range(steps - 1):
            step()
        return step().item()

    return check, run


serve("PyTorch", torch.__version__, threads, prepare)
