#!/usr/bin/env bash
# launch.sh CLASS ARGUMENTS...: submits one of the jobs. Spark's own options are handed to spark-submit, all others to
# the job; jobs/README.md lists both.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"

class=$1
shift
# AnnotateJob is jobs/annotate, EmbedKbJob is jobs/embed-kb.
MELANGE_JOB=$(sed 's/.*\.//; s/Job$//; s/\([a-z]\)\([A-Z]\)/\1-\2/g; y/ABCDEFGHIJKLMNOPQRSTUVWXYZ/abcdefghijklmnopqrstuvwxyz/' <<<"$class")
export MELANGE_JOB
stop_on_signals
submit=() job=() master="" properties="" mode=client
while (($#)); do
  case $1 in
    --master | --conf | -c | --properties-file | --deploy-mode | --driver-memory | --driver-cores | --executor-memory | \
      --executor-cores | --num-executors | --total-executor-cores | --name | --queue | --principal | --keytab | --files | --jars)
      (($# > 1)) || die 2 "$1 needs a value"
      [ "$1" = --master ] && master=$2
      [ "$1" = --properties-file ] && properties=$2
      [ "$1" = --deploy-mode ] && mode=$2
      [[ "$1" = --conf || "$1" = -c ]] && [[ "$2" = spark.master=* ]] && master=${2#spark.master=}
      [[ "$1" = --conf || "$1" = -c ]] && [[ "$2" = spark.submit.deployMode=* ]] && mode=${2#*=}
      submit+=("$1" "$2")
      shift 2
      ;;
    --profile)
      (($# > 1)) || die 2 "--profile needs a name"
      properties=$root/conf/$2.properties
      [ -f "$properties" ] || die 2 "no profile '$2': there are $(cd "$root/conf" && ls ./*.properties | grep -v log4j | sed 's#./##; s#.properties##' | paste -sd' ')"
      submit+=(--properties-file "$properties")
      shift 2
      ;;
    *)
      job+=("$1")
      shift
      ;;
  esac
done

ensure_built
ensure_spark
if [ -z "$properties" ] && [ -z "$master" ]; then
  properties=$root/conf/local.properties
  submit+=(--properties-file "$properties")
fi
if [ -z "$master" ] && [ -f "$properties" ]; then
  master=$(sed -n 's/^spark\.master[ =:]*//p' "$properties" | tail -n 1)
fi

log=$root/conf/log4j2.properties
# On this machine the jars are read where they lie; a cluster's executors fetch them from the driver; on Kubernetes
# deploy/Dockerfile put them into the image.
if [[ "$master" = k8s://* ]]; then
  jar=local:///opt/melange/melange.jar log=/opt/melange/conf/log4j2.properties
elif [[ "$master" = local* && "$master" != local-cluster* ]]; then
  submit+=(--driver-class-path "$(application_jars | paste -sd:)")
else
  submit+=(--jars "$(application_jars | paste -sd,)")
fi
# Waiting threads of libtorch give way to others instead of spinning.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
options="-Dlog4j2.configurationFile=file:$log -Dai.djl.offline=true -Djava.awt.headless=true"
# The driver runs in this very process: see lib.sh.
if [ -f "$properties" ] && grep -q '^spark\.submit\.deployMode[ =:]*cluster' "$properties"; then mode=cluster; fi
if [ "$mode" = client ] && [[ "$master" != k8s://* ]]; then
  make_scratch
  [ -z "$scratch" ] || options+=" -Djava.io.tmpdir=$scratch -Dmelange.tmpdir=${TMPDIR:-/tmp}"
fi
exec "$SPARK_HOME/bin/spark-submit" --class "org.melange.job.$class" \
  --driver-java-options "$options ${MELANGE_JAVA_OPTIONS:-}" \
  "${submit[@]}" "$jar" ${job[@]+"${job[@]}"}
