package org.melange.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers prepare before a job's process begins. */
class LauncherTest {

  private static final String OPTIONS = "set -euo pipefail; . deploy/lib.sh; . deploy/options.sh";

  /** Pictures lie in files whose names people gave them; services often run without a locale. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "C.UTF-8"})
  void fileNamesAreUnicodeWhateverTheLocale(String locale) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String properties =
        run(locale, ". deploy/lib.sh && " + java + " -XshowSettings:properties -version");
    assertThat(properties).containsPattern("sun.jnu.encoding = UTF-8");
  }

  @Test
  void anErrorOfTheLauncherIsTheLastLine() throws Exception {
    String out =
        run("C.UTF-8", "MELANGE_JOB=embed-kb; . deploy/lib.sh; (die 2 'no \"moon\"\\') || true");
    JsonNode last = new ObjectMapper().readTree(out.lines().reduce("", (a, b) -> b));
    assertThat(last.path("job").asText()).isEqualTo("embed-kb");
    assertThat(last.path("exit_code").asInt()).isEqualTo(2);
    assertThat(last.path("error").asText()).isEqualTo("no \"moon\"\\");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143, terminated", "INT, 130, interrupted"})
  void aSignalBeforeTheJvmRunsIsTheLastLine(String signal, int code, String error)
      throws Exception {
    String script =
        "MELANGE_JOB=annotate; . deploy/lib.sh; stop_on_signals; sleep 600 & kill -%s $$; wait $!"
            .formatted(signal);
    String out = run("C.UTF-8", "bash -c '%s'; echo \"code $?\"".formatted(script));
    assertThat(out)
        .contains(
            String.format(
                Locale.ROOT,
                "{\"job\":\"annotate\",\"exit_code\":%d,\"error\":\"%s\"}",
                code,
                error))
        .endsWith("code " + code + "\n");
  }

  /** A run's directory is its own until its last process ends, however it ends. */
  @Test
  void temporaryFilesOfKilledRunsAreDeleted(@TempDir Path dir) throws Exception {
    String out =
        run(
            "C.UTF-8",
            """
            export TMPDIR='%s'
            . deploy/lib.sh
            start() {
              bash -c '. deploy/lib.sh; make_scratch; touch "$scratch/lib.so"; echo "$scratch" >"$1"; exec sleep 600' \\
                start "$1" >/dev/null 2>&1 &
            }
            start $TMPDIR/a; a=$!
            start $TMPDIR/b; b=$!
            until [ -s $TMPDIR/a ] && [ -s $TMPDIR/b ]; do sleep 0.01; done
            first=$(cat $TMPDIR/a) second=$(cat $TMPDIR/b)
            [ -e "$first/lib.so" ] && [ -e "$second/lib.so" ] && echo both
            kill -9 $a; wait $a 2>/dev/null
            make_scratch
            [ -e "$second/lib.so" ] && echo second stays
            [ -e "$first" ] || echo first is gone
            kill -9 $b; wait $b 2>/dev/null; true
            """
                .formatted(dir));
    assertThat(out.lines().toList()).contains("both", "second stays", "first is gone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--packages g:a:1 --kb my/kb --conf=a.b=c=d --conf e=f --supervise"
            + "| --packages g:a:1 --conf a.b=c=d --conf e=f --supervise --properties-file LOCAL"
            + "| --kb my/kb",
        "--master local[1] --posts x | --properties-file LOCAL --master local[1] | --posts x",
        "--conf spark.master=local[1] | --properties-file LOCAL --master local[1] | ''",
        "--master=spark://h:1 --set=a=b --set c=d | --master spark://h:1 | --set=a=b --set c=d",
        "--profile standalone --deploy-mode cluster"
            + "| --properties-file STANDALONE --deploy-mode cluster | ''",
        "--properties-file=my.properties --driver-memory 9g"
            + "| --driver-memory 9g --properties-file my.properties | ''",
        "--repositories http://r --exclude-packages g:b --archives z -v clip-text --threads 2"
            + "| --repositories http://r --exclude-packages g:b --archives z -v"
            + " --properties-file LOCAL | clip-text --threads 2",
      })
  void optionsOfSparkGoToSparkSubmit(String given, String submit, String job) throws Exception {
    String out =
        run(
            "C.UTF-8",
            OPTIONS + "; read_options " + given + "; printf '%s\n' \"${submit[*]}\" \"${job[*]}\"");
    String conf = Path.of("conf").toAbsolutePath() + "/";
    assertThat(out.lines().toList())
        .containsExactly(
            submit
                .replace("LOCAL", conf + "local.properties")
                .replace("STANDALONE", conf + "standalone.properties"),
            job);
  }

  /** What the launcher adds to must not replace what was given. */
  @Test
  void jarsClassPathAndJavaOptionsAreCollected(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("p"), "spark.master  yarn\nspark.jars = c.jar \n");
    String given =
        "--conf spark.driver.extraJavaOptions=-Da=b --driver-class-path /x.jar --properties-file "
            + file;
    assertThat(
            run(
                "C.UTF-8",
                OPTIONS
                    + "; read_options "
                    + given
                    + "; printf '%s\n' $master $mode $jars $class_path $java_options"
                    + "; joined , \"$jars\" '' d.jar"))
        .isEqualTo("yarn\nclient\nc.jar\n/x.jar\n-Da=b\nc.jar,d.jar");
    assertThat(run("C.UTF-8", OPTIONS + "; (read_options --conf) 2>&1 || echo code $?"))
        .contains("--conf needs a value", "code 2");
  }

  /** The archive of classes is made once for each build, and never in place of a run. */
  @Test
  void classesAreArchivedOnceForEachBuild(@TempDir Path dir) throws Exception {
    String out =
        run(
            "C.UTF-8",
            """
            . deploy/lib.sh; . deploy/archive.sh
            root='%1$s' jar='%1$s/melange.jar' SPARK_HOME='%1$s/target/spark-home'
            mkdir -p $SPARK_HOME/bin
            cat >$SPARK_HOME/bin/spark-submit <<'EOF'
            #!/bin/sh
            echo made >>"$(dirname "$0")/../../made"
            [ -e "$(dirname "$0")/../../broken" ] && exit 1
            echo "$@" >"$(echo "$@" | sed 's/.*ArchiveClassesAtExit=//; s/ .*//')"
            EOF
            chmod +x $SPARK_HOME/bin/spark-submit
            old() { touch -d "$1 minutes ago" $jar $SPARK_HOME/complete; }
            made() { ensure_archive a.jar:b.jar -Dx=y; echo "$1 $(wc -l <$root/target/made) ${archive:+archive}"; }
            : >$root/target/made
            old 9; built=yes; made built
            built=; made unbuilt
            made again
            grep -c -- '--driver-class-path a.jar:b.jar --driver-java-options -Dx=y' $archive
            file=$archive
            touch -d '5 minutes ago' $file; old 4; built=yes; made stale
            built=; made renewed
            MELANGE_CLASS_ARCHIVE=off made off
            touch -d '3 minutes ago' $file; old 2; touch $root/target/broken; made broken
            made still
            """
                .formatted(dir));
    assertThat(out.lines().filter(line -> !line.startsWith("melange: ")).map(String::strip))
        .containsExactly(
            "built 0",
            "unbuilt 1 archive",
            "again 1 archive",
            "1",
            "stale 1",
            "renewed 2 archive",
            "off 2",
            "broken 3",
            "still 3");
  }

  private static String run(String locale, String script) throws IOException, InterruptedException {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    Map<String, String> environment = bash.environment();
    environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    environment.put("LC_ALL", locale);
    Process process = bash.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
