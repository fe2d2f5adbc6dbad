# An archive of the classes that jobs load (class-data sharing): a JVM that maps it neither reads nor verifies them again.
# To be sourced after lib.sh.

# Makes the archive where it is missing or older than the application, except in a run that has built the application: who
# tries the demo once, or edits and runs, does not wait for it. Sets: archive, empty if there is none.
ensure_archive() { # ensure_archive CLASS_PATH JAVA_OPTIONS
  archive=
  [ "${MELANGE_CLASS_ARCHIVE:-on}" = on ] && [ "$SPARK_HOME" = "$root/target/spark-home" ] || return 0
  local file
  # One for each JVM: another one would refuse it.
  file=$root/target/classes-$(readlink -f "$(java_command)" | cksum | cut -d ' ' -f 1).jsa
  if ! is_recent "$file"; then
    [ -z "$built" ] || return 0
    exec 9>"$root/target/.archive.lock"
    if flock -n 9 && ! is_recent "$file"; then make_archive "$file" "$@"; fi
    exec 9>&-
  fi
  # An empty one stands for an attempt that failed.
  if is_recent "$file" && [ -s "$file" ]; then archive=$file; fi
}

is_recent() { [ "$1" -nt "$jar" ] && [ "$1" -nt "$SPARK_HOME/complete" ]; }

make_archive() { # make_archive FILE CLASS_PATH JAVA_OPTIONS
  # Only the holder of the lock is here, so what a killed run left can go.
  local dir=$root/target/.archive
  rm -rf "$dir"
  mkdir -p "$dir"
  say "melange: archiving the classes that jobs load, once (MELANGE_CLASS_ARCHIVE=off: never) ..."
  # In the background, so that a signal need not wait for it. It is no job: it has neither a last line nor a log of its own.
  env -u MELANGE_JOB "$SPARK_HOME/bin/spark-submit" --class org.melange.job.demo.WarmUp \
    --properties-file "$root/conf/local.properties" --driver-class-path "$2" \
    --driver-java-options "$3 -Djava.io.tmpdir=$dir -XX:ArchiveClassesAtExit=$dir/classes.jsa -Xlog:cds*=off" \
    "$jar" "$dir/out" >"$root/target/archive.log" 2>&1 9>&- &
  wait $! && mv -f "$dir/classes.jsa" "$1" || say "melange: no archive of classes, see target/archive.log"
  [ -s "$1" ] && is_recent "$1" || : >"$1"
  rm -rf "$dir"
}
