package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that people and schedulers start. */
class CommandLineIT {

  private static final Path HERE = Path.of("").toAbsolutePath();

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "annotate",
        "demo",
        "embed-kb",
        "enrich",
        "import-kb",
        "init-model",
        "reproduce",
        "train-clip",
        "train-demo"
      })
  void helpIsGivenFromAnyFolderAndNothingIsBuilt(String job) throws IOException {
    FileTime packed = Files.getLastModifiedTime(HERE.resolve("target/melange.jar"));
    Command help = Command.run(dir, HERE.resolve("jobs/" + job).toString(), "--help");
    assertThat(help.code()).as(help.err()).isZero();
    assertThat(String.join("\n", help.out())).contains("Usage: " + job, "Exit codes");
    assertThat(Files.getLastModifiedTime(HERE.resolve("target/melange.jar"))).isEqualTo(packed);
  }

  @Test
  void exitCodesReachTheCaller() {
    String job = HERE.resolve("jobs/import-kb").toString();
    Command unknown = Command.run(dir, job, "--colour");
    assertThat(unknown.code()).as(unknown.err()).isEqualTo(2);
    assertThat(unknown.summary().get("exit_code").asInt()).isEqualTo(2);
    Command absent =
        Command.run(dir, job, "--from", "jsonl", "--in", "absent.jsonl", "--out", "kb");
    assertThat(absent.code()).as(absent.err()).isEqualTo(3);
    assertThat(absent.summary().get("error").asText()).contains("absent.jsonl does not exist");
    assertThat(dir.resolve("kb")).doesNotExist();
  }

  @Test
  void wrongUseOfTheScriptsIsTold() {
    String job = HERE.resolve("jobs/annotate").toString();
    Command profile = Command.run(dir, job, "--profile", "moon");
    assertThat(profile.code()).isEqualTo(2);
    assertThat(profile.err()).contains("no profile 'moon'", "local", "standalone");
    Command value = Command.run(dir, job, "--master");
    assertThat(value.code()).isEqualTo(2);
    assertThat(value.err()).contains("--master needs a value");
    Command usage = Command.run(dir, HERE.resolve("deploy/standalone.sh").toString());
    assertThat(usage.code()).isEqualTo(2);
    assertThat(usage.err()).contains("standalone.sh start");
  }
}
