# The options of a job's command line: Spark's go to spark-submit, all others to the job. To be sourced after lib.sh.

# Options of spark-submit with a value, and without one.
spark_options=' --archives --conf -c --deploy-mode --driver-class-path --driver-cores --driver-java-options
  --driver-library-path --driver-memory --exclude-packages --executor-cores --executor-memory --files --jars --keytab
  --master --name --num-executors --packages --principal --properties-file --proxy-user --py-files --queue
  --repositories --total-executor-cores '
spark_switches=' --load-spark-defaults --supervise --verbose -v '

# Sets from the arguments: submit (spark-submit's options), job (the job's arguments), master, mode, properties (the file
# with Spark's settings), and jars, class_path and java_options, to which a launcher adds its own.
read_options() {
  submit=() job=() master='' mode='' properties='' jars='' class_path='' java_options=''
  local option value
  while (($#)); do
    option=$1
    shift
    if [[ "$spark_switches" = *" $option "* ]]; then
      submit+=("$option")
    elif is_spark_option "${option%%=*}"; then
      # As spark-submit, --conf=key=value and --conf key=value.
      if [[ "$option" = *=* ]]; then
        value=${option#*=} option=${option%%=*}
      else
        (($#)) || die 2 "$option needs a value"
        value=$1
        shift
      fi
      spark_option "$option" "$value"
    else
      job+=("$option")
    fi
  done
  choose_properties
}

is_spark_option() {
  [ "$1" = --profile ] || [[ " ${spark_options//[$'\n']/ } " = *" $1 "* ]]
}

spark_option() { # spark_option OPTION VALUE
  case $1 in
    --profile)
      properties=$root/conf/$2.properties
      [ -f "$properties" ] || die 2 "no profile '$2': there are $(cd "$root/conf" && ls ./*.properties | grep -v log4j | sed 's#./##; s#.properties##' | paste -sd' ')"
      ;;
    --properties-file) properties=$2 ;;
    --master) master=$2 ;;
    --deploy-mode) mode=$2 ;;
    --jars) jars=$2 ;;
    --driver-class-path) class_path=$2 ;;
    --driver-java-options) java_options=$2 ;;
    --conf | -c) spark_setting "${2%%=*}" "${2#*=}" "$2" ;;
    *) submit+=("$1" "$2") ;;
  esac
}

# Settings that have an option of their own: the option would override them.
spark_setting() { # spark_setting KEY VALUE SETTING
  case $1 in
    spark.master) master=${master:-$2} ;;
    spark.submit.deployMode) mode=${mode:-$2} ;;
    spark.jars) jars=${jars:-$2} ;;
    spark.driver.extraClassPath) class_path=${class_path:-$2} ;;
    spark.driver.extraJavaOptions) java_options=${java_options:-$2} ;;
    *) submit+=(--conf "$3") ;;
  esac
}

# Without a file, jobs on this machine have the settings of the profile local; --master overrides its master. What the
# command line does not say is in the file.
choose_properties() {
  if [ -z "$properties" ] && { [ -z "$master" ] || is_local "$master"; }; then
    properties=$root/conf/local.properties
  fi
  [ -z "$properties" ] || submit+=(--properties-file "$properties")
  [ -z "$master" ] || submit+=(--master "$master")
  [ -z "$mode" ] || submit+=(--deploy-mode "$mode")
  master=${master:-$(property spark.master)}
  mode=${mode:-$(property spark.submit.deployMode)}
  mode=${mode:-client}
  jars=${jars:-$(property spark.jars)}
  class_path=${class_path:-$(property spark.driver.extraClassPath)}
  java_options=${java_options:-$(property spark.driver.extraJavaOptions)}
}

is_local() { [[ "$1" = local* && "$1" != local-cluster* ]]; }

# The value of a key in the properties file; empty if there is none.
property() {
  [ -f "$properties" ] || return 0
  sed -n "s/^[[:space:]]*${1//./\\.}[[:space:]=:][[:space:]=:]*//p" "$properties" | tail -n 1 | sed 's/[[:space:]]*$//'
}

# The arguments that are not empty, separated by the first one.
joined() { # joined SEPARATOR TEXT...
  local separator=$1 result='' text
  shift
  for text in "$@"; do
    [ -z "$text" ] || result+=${result:+$separator}$text
  done
  printf '%s' "$result"
}
