"""First and second derivatives through factorisations, solutions, determinants and eigenvalues."""

import torch

from draw import normal
from operations import twice

LA = torch.linalg


def factorisations(g):
    # A seed of its own: cases may come to stand before it.
    g.manual_seed(7_400)
    inputs = {"x": normal(g, 2, 4, 4, scale=0.7), "b": normal(g, 2, 4, 3, scale=0.7)}
    plain = dict(inputs)
    one = torch.eye(4)

    def positive(at):
        return at["x"] @ at["x"].mT + one

    def general(at):
        return at["x"] + 3 * one

    def eigen(at):
        # Vectors up to their sign.
        values, vectors = LA.eigh(at["x"] + 3 * torch.diag(torch.arange(4.0)), UPLO="L")
        return values, vectors.square()

    def symmetric(at):
        return {**at, "x": (at["x"] + at["x"].mT) / 2}

    parts = {
        "cholesky": lambda at: LA.cholesky(positive(at)),
        "triangular": lambda at: LA.solve_triangular(general(at), at["b"], upper=False),
        "triangular_upper_transposed": lambda at: LA.solve_triangular(general(at).mT, at["b"], upper=False),
        "solve": lambda at: LA.solve(general(at), at["b"]),
        "inverse": lambda at: LA.inv(general(at)),
        "determinant": lambda at: LA.det(general(at)),
        "log_determinant": lambda at: LA.slogdet(at["x"])[1],
        "eigenvalues": lambda at: eigen(symmetric(at))[0],
        "squared_eigenvectors": lambda at: eigen(symmetric(at))[1],
    }
    expected = {"signs": LA.slogdet(inputs["x"])[0]}
    for name, part in parts.items():
        names = ["x", "b"] if "solve" in name or "triangular" in name else ["x"]
        at = {key: value.detach().clone() for key, value in plain.items()}
        expected[name] = part(at)
        weights = torch.cos(torch.arange(float(expected[name].numel()))).reshape(expected[name].shape)
        _, first, _, second = twice(lambda given: (weights * part(given).sin()).sum(), at, names)
        expected |= {f"{name}_{key}": value for key, value in (first | second).items()}
    matrices = positive(plain).detach().requires_grad_(True)
    factor = LA.cholesky(matrices)
    expected["cholesky_by_symmetric"] = torch.autograd.grad((factor * torch.cos(factor)).sum(), matrices)[0]
    return (
        "P = x x^T + 1, G = x + 3, S = (x + x^T) / 2 + diag(0, 3, 6, 9). Each part y of L(P), L(G)^-1 b, upper(G)^-T b,"
        " G^-1 b, G^-1, det G, log |det x|, eigenvalues of S and their vectors squared; its first derivatives:"
        " of f = sum(cos(0, 1, 2, ...) sin y); second: of the sum of their squares. cholesky_by_symmetric:"
        " of sum(L cos L) by P itself.",
        {},
        inputs,
        expected,
    )


def orthogonal_factors(g):
    inputs = {"tall": normal(g, 2, 4, 3), "wide": normal(g, 2, 3, 4)}

    def qr(a):
        # R with a positive diagonal, which makes both unique.
        q, r = LA.qr(a)
        signs = r.diagonal(dim1=-2, dim2=-1).sign()
        return q * signs.unsqueeze(-2), r * signs.unsqueeze(-1)

    # Vectors up to their sign.
    parts = {
        "q": lambda a: qr(a)[0],
        "r": lambda a: qr(a)[1],
        "singular_values": LA.svdvals,
        "squared_left": lambda a: LA.svd(a, full_matrices=False)[0].square(),
        "squared_right": lambda a: LA.svd(a, full_matrices=False)[2].mT.square(),
    }
    expected = {}
    for key in inputs:
        for name, part in parts.items():
            at = {key: inputs[key].detach().clone()}
            found = part(at[key])
            weights = torch.cos(torch.arange(float(found.numel()))).reshape(found.shape)
            _, first, _, second = twice(lambda given: (weights * part(given[key]).sin()).sum(), at, [key])
            expected[f"{key}_{name}"] = found
            expected[f"{key}_{name}_first"] = first[f"first_{key}"]
            expected[f"{key}_{name}_second"] = second[f"second_{key}"]
    return (
        "Of each of tall and wide: Q and R with a positive diagonal, singular values, and their vectors on both sides"
        " squared; first: the gradient of f = sum(cos(0, 1, 2, ...) sin y); second: of the sum of its squares.",
        {},
        inputs,
        expected,
    )


CASES = {"linear-algebra": factorisations, "orthogonal-factors": orthogonal_factors}
