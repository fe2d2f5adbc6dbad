"""Decodes and resizes the images of a directory with Pillow, as CLIP's preparation does, on one thread.

Arguments: a directory, seconds. Prints one line of JSON.
"""
import io
import json
import os
import sys
import time

import PIL
from PIL import Image

SIZE = 224


def prepare(file):
    image = Image.open(io.BytesIO(file)).convert("RGB")
    width, height = image.size
    short = min(width, height)
    image = image.resize((width * SIZE // short, height * SIZE // short), Image.BICUBIC)
    left, top = (image.width - SIZE) // 2, (image.height - SIZE) // 2
    return image.crop((left, top, left + SIZE, top + SIZE)).tobytes()


def run(files, seconds):
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        prepare(files[done % len(files)])
        done += 1
    return done / (time.perf_counter() - start)


directory, seconds = sys.argv[1], float(sys.argv[2])
files = [open(os.path.join(directory, name), "rb").read() for name in sorted(os.listdir(directory))]
run(files, min(1, seconds))
print(json.dumps({"items_per_second": run(files, seconds), "version": "Pillow " + PIL.__version__}))
