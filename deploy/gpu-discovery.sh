#!/usr/bin/env bash
# Tells Spark which NVIDIA GPUs this machine (or container) has, as JSON on standard output:
#   {"name": "gpu", "addresses": ["0", "1"]}
# For spark.worker.resource.gpu.discoveryScript (standalone) and spark.executor.resource.gpu.discoveryScript (YARN,
# Kubernetes). Without a GPU the list is empty and Spark says that it wanted more.
set -euo pipefail
(($# == 0)) || { echo "usage: gpu-discovery.sh (no arguments)" >&2; exit 2; }
command -v nvidia-smi >/dev/null || { echo "gpu-discovery: no nvidia-smi on the PATH: no NVIDIA driver here?" >&2; exit 1; }
indexes=$(nvidia-smi --query-gpu=index --format=csv,noheader)
addresses=$(sed -n 's/^[[:space:]]*\([0-9][0-9]*\)[[:space:]]*$/"\1"/p' <<<"$indexes" | paste -sd, -)
printf '{"name": "gpu", "addresses": [%s]}\n' "${addresses//,/, }"
