# Shared by jobs/* and deploy/*: finds the checkout, builds it when needed, and gives a Spark to start.
# To be sourced; sets: root, jar.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
jar=$root/target/melange.jar

# Java reads file names in the encoding of the locale; without a locale it finds none that is not ASCII.
case $(locale charmap 2>/dev/null) in
  ANSI_X3.4-1968 | US-ASCII) export LC_ALL=C.UTF-8 ;;
esac

say() { printf '%s\n' "$*" >&2; }

die() { # die CODE MESSAGE
  say "melange: $2"
  last_line "$1" "$2"
  exit "$1"
}

# The JSON object that ends a job's standard output, where it is a job that fails: last_line CODE MESSAGE
last_line() {
  [ -n "${MELANGE_JOB:-}" ] || return 0
  local text=${2//\\/\\\\}
  text=${text//\"/\\\"}
  printf '{"job":"%s","exit_code":%d,"error":"%s"}\n' "$MELANGE_JOB" "$1" "${text//[[:cntrl:]]/ }"
}

# Until a job's JVM runs, signals end the script with the last line that the JVM would print.
stop_on_signals() {
  trap 'stopped 130 interrupted' INT
  trap 'stopped 143 terminated' TERM
}

stopped() { # stopped CODE MESSAGE
  trap '' INT TERM
  local child
  for child in $(jobs -p); do kill "$child" 2>/dev/null || true; done
  die "$1" "$2"
}

# Makes a directory for the temporary files of this run: Spark's, and native libraries that Java unpacks. Sets: scratch.
# Its lock is held by an open file, which the JVM inherits; so the kernel frees it however the run ends, and the next run
# deletes the directories whose lock is free.
make_scratch() {
  scratch=
  local base dir
  base=${TMPDIR:-/tmp}/melange-run-$(id -u)
  mkdir -p -m 700 "$base" 2>/dev/null && [ -O "$base" ] && [ ! -L "$base" ] || return 0
  exec 8<"$base"
  flock 8
  for dir in "$base"/*/; do
    [ -d "$dir" ] || continue
    if (exec 7<"$dir" && flock -n 7); then rm -rf "$dir"; fi
  done
  scratch=$(mktemp -d "$base/XXXXXXXX")
  exec 7<"$scratch"
  flock -n 7
  exec 8<&-
}

# The file for warnings of Spark, which runs append to; nothing if it cannot be written. A large one is moved away. The
# options of the JVM cannot hold a path with a space.
log_file() {
  local dir=${MELANGE_LOG_DIR:-$root/target/logs} file
  file=$dir/$MELANGE_JOB.log
  [[ "$file" != *[[:space:]]* ]] && mkdir -p "$dir" 2>/dev/null && { : >>"$file"; } 2>/dev/null || return 0
  [ -z "$(find "$file" -size +10000k 2>/dev/null)" ] || mv -f "$file" "$file.1"
  printf '%s' "$file"
}

java_command() {
  if [ -n "${JAVA_HOME:-}" ]; then echo "$JAVA_HOME/bin/java"; else command -v java || die 1 "no java: install JDK 17 or set JAVA_HOME"; fi
}

# Packs the application if there is no jar yet or a source is newer than it. Sets: built, empty if there was nothing to do.
ensure_built() {
  built=
  mkdir -p "$root/target"
  exec 9>"$root/target/.build.lock"
  flock 9
  if [ ! -f "$jar" ] || [ -n "$(find "$root/src/main" "$root/pom.xml" "$root/conf/melange.conf" "$root/conf/models" "$root/conf/prompts" -newer "$jar" -print -quit)" ]; then
    say "melange: building (the first time this fetches about 500 MB from Maven Central) ..."
    # In the background, so that a signal need not wait for it.
    (cd "$root" && exec ./mvnw -q -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package) 1>&2 9>&- &
    wait $! || die 1 "the build failed"
    touch "$jar"
    built=yes
  fi
  exec 9>&-
}

# Lays out the jars that Maven resolved as a Spark installation, unless SPARK_HOME names a real one.
ensure_spark() {
  if [ -n "${SPARK_HOME:-}" ]; then return; fi
  local home=$root/target/spark-home list=$root/target/classpath/spark
  if [ ! -f "$home/complete" ] || [ "$list" -nt "$home/complete" ]; then
    rm -rf "$home" && mkdir -p "$home/jars" "$home/bin" "$home/conf"
    tr ':' '\n' <"$list" | xargs -I{} ln -sf {} "$home/jars/"
    ln -sf "$root/deploy/spark-class" "$home/bin/spark-class"
    ln -sf "$root/deploy/spark-submit" "$home/bin/spark-submit"
    printf 'Spark from the jars that Maven resolved\n' >"$home/RELEASE"
    touch "$home/complete"
  fi
  export SPARK_HOME=$home SPARK_SCALA_VERSION=2.13
}

# The jars that the application needs and Spark does not bring, one a line.
application_jars() {
  local files file
  IFS=: read -r -d '' -a files <"$root/target/classpath/application" || true # the file ends without a line break
  for file in "${files[@]}"; do
    file=${file%$'\n'}
    [ -e "$SPARK_HOME/jars/$(basename "$file")" ] || echo "$file"
  done
}
