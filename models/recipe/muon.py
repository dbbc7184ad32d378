"""Muon, the optimizer of the matrices."""

import torch


class Muon:
    """Momentum whose update is made orthogonal, matrix by matrix (Newton-Schulz, five rounds)."""

    def __init__(self, matrices):
        self.matrices = list(matrices)
        self.momenta = [torch.zeros_like(m) for m in self.matrices]

    @staticmethod
    def orthogonal(g):
        a, b, c = 3.4445, -4.7750, 2.0315
        tall = g.shape[0] > g.shape[1]
        x = g.T if tall else g
        x = x / (x.norm() + 1e-7)
        for _ in range(5):
            y = x @ x.T
            x = a * x + (b * y + c * y @ y) @ x
        return x.T if tall else x

    @torch.no_grad()
    def step(self, rate: float):
        for matrix, momentum in zip(self.matrices, self.momenta):
            momentum.mul_(0.95).add_(matrix.grad)
            update = self.orthogonal(matrix.grad + 0.95 * momentum)
            matrix.mul_(1 - 0.02 * rate).add_(update, alpha=-rate * max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5)
