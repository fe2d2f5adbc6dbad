#!/usr/bin/env bash
# A real standalone Spark cluster on this machine: one master, any number of workers, each a process of its own.
#   standalone.sh start [--workers 2] [--cores 1] [--memory 2g] [--port 7077]   prints the master's URL
#                 [--gpus N --discovery SCRIPT]   workers with N GPUs each, which SCRIPT tells (gpu-discovery.sh)
#   standalone.sh stop
# With SPARK_HOME unset it starts from the jars that Maven resolved. Logs and process ids: target/standalone/.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
state=$root/target/standalone

alive() { kill -0 "$1" 2>/dev/null; }

start_process() { # start_process NAME CLASS ARGUMENTS...
  local name=$1
  shift
  setsid "$SPARK_HOME/bin/spark-class" "$@" >"$state/$name.log" 2>&1 </dev/null &
  echo $! >"$state/$name.pid"
}

await() { # await NAME PATTERN
  for _ in $(seq 120); do
    grep -q "$2" "$state/$1.log" 2>/dev/null && return
    alive "$(cat "$state/$1.pid")" || die 1 "the $1 did not start: see $state/$1.log"
    sleep 0.5
  done
  die 1 "the $1 did not answer in 60 s: see $state/$1.log"
}

start() {
  local workers=2 cores=1 memory=2g port=7077 gpus=0 discovery=$root/deploy/gpu-discovery.sh
  while (($#)); do
    (($# > 1)) || die 2 "$1 needs a value"
    case $1 in
      --workers) workers=$2 ;;
      --cores) cores=$2 ;;
      --memory) memory=$2 ;;
      --port) port=$2 ;;
      --gpus) gpus=$2 ;;
      --discovery) discovery=$2 ;;
      *) die 2 "unknown option $1" ;;
    esac
    shift 2
  done
  ensure_built
  ensure_spark
  mkdir -p "$state"
  ! ls "$state"/*.pid >/dev/null 2>&1 || die 2 "already started: standalone.sh stop"
  export SPARK_NO_DAEMONIZE=1 SPARK_LOG_DIR=$state SPARK_WORKER_DIR=$state/work
  if ((gpus > 0)); then
    export SPARK_WORKER_OPTS="${SPARK_WORKER_OPTS:-} -Dspark.worker.resource.gpu.amount=$gpus -Dspark.worker.resource.gpu.discoveryScript=$discovery"
  fi
  start_process master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port $((port + 1000))
  await master 'I have been elected leader'
  for i in $(seq "$workers"); do
    start_process "worker-$i" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores "$cores" --memory "$memory" \
      --webui-port $((port + 1000 + i)) "spark://127.0.0.1:$port"
  done
  for i in $(seq "$workers"); do await "worker-$i" 'Successfully registered with master'; done
  echo "spark://127.0.0.1:$port"
}

stop() {
  for file in "$state"/*.pid; do
    [ -e "$file" ] || continue
    kill "$(cat "$file")" 2>/dev/null || true
    rm -f "$file"
  done
}

case ${1:-} in
  start) shift && start "$@" ;;
  stop) stop ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
