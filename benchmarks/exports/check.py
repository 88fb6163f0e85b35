"""Checks files by the packages that define their formats: onnx.checker with shape inference, and safetensors."""

import sys

import onnx
from safetensors import safe_open

for path in sys.argv[1:]:
    if path.endswith(".onnx"):
        onnx.checker.check_model(onnx.load(path), full_check=True)
        continue
    with safe_open(path, framework="np") as file:
        for name in file.keys():
            file.get_tensor(name)
        assert file.metadata()["format"] == "sobolev", path
print(f"ok  onnx.checker {onnx.__version__} and safetensors: {len(sys.argv) - 1} files")
