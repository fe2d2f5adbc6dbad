"""Encodes random inputs with a tower of ViT-B/32's shape in PyTorch's eager mode, with random weights in float32.

Arguments: image or text, batch, tokens, threads, seconds. Prints one line of JSON.
"""
import json
import sys
import time

import torch
from torch import nn


class Block(nn.Module):
    """A layer of CLIP's transformer: norms come first, GELU is the quick one."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        batch, tokens, width = x.shape
        y = self.norm1(x)
        split = lambda z: z.view(batch, tokens, self.heads, -1).transpose(1, 2)
        q, k, v = split(self.query(y)), split(self.key(y)), split(self.value(y))
        scores = q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5
        if mask is not None:
            scores = scores + mask
        y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width)
        x = x + self.out(y)
        y = self.up(self.norm2(x))
        return x + self.down(y * torch.sigmoid(1.702 * y))


class Image(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 32, 32, bias=False)
        self.first = nn.Parameter(torch.randn(768))
        self.positions = nn.Parameter(torch.randn(50, 768))
        self.before, self.after = nn.LayerNorm(768), nn.LayerNorm(768)
        self.layers = nn.ModuleList(Block(768, 12) for _ in range(12))

    def forward(self, pixels):
        x = self.patches(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.first.expand(x.shape[0], 1, -1), x], 1) + self.positions
        x = self.before(x)
        for layer in self.layers:
            x = layer(x, None)
        return self.after(x)


class Text(nn.Module):
    def __init__(self, tokens):
        super().__init__()
        self.words = nn.Embedding(49408, 512)
        self.positions = nn.Parameter(torch.randn(tokens, 512))
        self.layers = nn.ModuleList(Block(512, 8) for _ in range(12))
        self.after = nn.LayerNorm(512)
        self.register_buffer("mask", torch.full((tokens, tokens), float("-inf")).triu(1))

    def forward(self, ids):
        x = self.words(ids) + self.positions
        for layer in self.layers:
            x = layer(x, self.mask)
        return self.after(x)


def run(tower, inputs, seconds):
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        tower(inputs)
        done += inputs.shape[0]
    return done / (time.perf_counter() - start)


kind, batch, tokens, threads, seconds = sys.argv[1], *map(int, sys.argv[2:5]), float(sys.argv[5])
torch.set_num_threads(threads)
with torch.inference_mode():
    if kind == "image":
        tower, inputs = Image().eval(), torch.randn(batch, 3, 224, 224)
    else:
        tower, inputs = Text(tokens).eval(), torch.randint(0, 49408, (batch, tokens))
    run(tower, inputs, min(2, seconds))
    rate = run(tower, inputs, seconds)
print(json.dumps({"items_per_second": rate, "version": "PyTorch " + torch.__version__}))
