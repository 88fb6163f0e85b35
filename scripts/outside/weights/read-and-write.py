"""Reads files of weights with Python's safetensors, tells what they hold, writes them again, and writes one of its own."""

import base64
import json
import sys
from pathlib import Path

import numpy as np
import safetensors
from safetensors.numpy import load, save

folder = Path(sys.argv[1])


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def described(tensors, metadata):
    rows = [[name, str(a.dtype), list(a.shape), text(a)] for name, a in tensors.items()]
    return {"tensors": rows, "metadata": [list(pair) for pair in (metadata or {}).items()]}


def metadata_of(path):
    with safetensors.safe_open(path, framework="np") as file:
        return file.metadata()


def with_bfloat16(file, name):
    """The file with a tensor of bits called bfloat16, a dtype that numpy has not."""
    end = 8 + int.from_bytes(file[:8], "little")
    header = json.loads(file[8:end])
    header[name]["dtype"] = "BF16"
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + file[end:]


found = {}
for path in sorted(folder.glob("*.safetensors")):
    tensors = load(path.read_bytes())
    metadata = metadata_of(path)
    found[path.stem] = described(tensors, metadata)
    (folder / f"{path.stem}.again").write_bytes(save(tensors, metadata))

# Of dtypes that only other programs write; `expected` is what they become: half floats float32, whole numbers int32.
halves = np.array([0, -0.0, 1 / 3, 65504, 6e-8, np.inf, -np.inf], np.float16)
brain = np.array([0, -0.0, 1 / 3, 3e38, 1e-40], np.float32).view(np.uint32) >> 16
wholes = {
    f"whole.{kind}": np.array([0, 1, 100, np.iinfo(kind).min if kind.startswith("i") else 0]).astype(kind)
    for kind in ["int8", "uint8", "int16", "uint16", "int32", "uint32"]
}
wholes["whole.int64"] = np.array([0, -(2**31), 2**31 - 1], np.int64)
wholes["whole.uint64"] = np.array([[0], [2**31 - 1]], np.uint64)
strange = {
    "half.größe": halves,
    "scalar": np.array(0.1, np.float64),
    "empty": np.zeros((2, 0, 3), np.float32),
    "flags": np.array([[True], [False]]),
    **wholes,
}
texts = {"schlüssel": "値 😀", "empty": ""}
(folder / "python.again").write_bytes(with_bfloat16(save({**strange, "brain": brain.astype(np.uint16)}, texts), "brain"))
expected = {name: a.astype(np.int32) if name.startswith("whole.") else a for name, a in strange.items()}
expected["half.größe"] = halves.astype(np.float32)
expected["brain"] = (brain.astype(np.uint32) << 16).view(np.float32)
found["python"] = described(expected, texts)
(folder / "found.json").write_text(json.dumps(found), encoding="utf-8")
print(f"safetensors {safetensors.__version__}, numpy {np.__version__}")
