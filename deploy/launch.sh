#!/usr/bin/env bash
# launch.sh CLASS ARGUMENTS...: submits one of the jobs. Spark's own options (options.sh) are handed to spark-submit, all
# others to the job; jobs/README.md describes both.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
. "$root/deploy/options.sh"
. "$root/deploy/archive.sh"

class=$1
shift
# AnnotateJob is jobs/annotate, EmbedKbJob is jobs/embed-kb.
MELANGE_JOB=$(sed 's/.*\.//; s/Job$//; s/\([a-z]\)\([A-Z]\)/\1-\2/g; y/ABCDEFGHIJKLMNOPQRSTUVWXYZ/abcdefghijklmnopqrstuvwxyz/' <<<"$class")
export MELANGE_JOB
stop_on_signals
read_options "$@"

ensure_built
ensure_spark
log=$root/conf/log4j2.properties own_class_path=
# On this machine the jars are read where they lie; a cluster's executors fetch them from the driver; on Kubernetes
# deploy/Dockerfile put them into the image.
if [[ "$master" = k8s://* ]]; then
  jar=local:///opt/melange/melange.jar log=/opt/melange/conf/log4j2.properties
elif is_local "$master"; then
  own_class_path=$jar:$(application_jars | paste -sd:)
else
  jars=$(joined , "$jars" "$(application_jars | paste -sd,)")
fi
class_path=$(joined : "$class_path" "$own_class_path")
[ -z "$class_path" ] || submit+=(--driver-class-path "$class_path")
[ -z "$jars" ] || submit+=(--jars "$jars")
# Waiting threads of libtorch give way to others instead of spinning.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
options="-Dlog4j2.configurationFile=file:$log -Dai.djl.offline=true -Djava.awt.headless=true"
# An archive fits one class path only.
if is_local "$master" && [ "$class_path" = "$own_class_path" ]; then
  ensure_archive "$class_path" "$options $(property spark.driver.extraJavaOptions)"
  [ -z "$archive" ] || options+=" -XX:SharedArchiveFile=$archive -Xlog:cds*=off"
fi
# The driver runs in this very process: see lib.sh.
if [ "$mode" = client ] && [[ "$master" != k8s://* ]]; then
  make_scratch
  [ -z "$scratch" ] || options+=" -Djava.io.tmpdir=$scratch -Dmelange.tmpdir=${TMPDIR:-/tmp}"
  log_file=$(log_file)
  [ -z "$log_file" ] || options+=" -Dmelange.log.file=$log_file -Dmelange.console.level=error"
fi
exec "$SPARK_HOME/bin/spark-submit" --class "org.melange.job.$class" \
  --driver-java-options "$(joined ' ' "$options" "$java_options" "${MELANGE_JAVA_OPTIONS:-}")" \
  "${submit[@]}" "$jar" ${job[@]+"${job[@]}"}
