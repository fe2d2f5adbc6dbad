package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/** The lease of an output directory. */
class OutputLeaseTest {

  private static final Consumer<String> NO_MESSAGES = message -> {};

  @TempDir private Path dir;

  @Test
  void anEmptyDirectoryThatTheLeaseCreatedIsDeleted() {
    Path out = dir.resolve("a/out");
    try (OutputLease lease = OutputLease.take(out.toString(), "annotate", NO_MESSAGES)) {
      assertThat(out.resolve("_lease")).isDirectory();
      assertThat(lease.lost()).isEmpty();
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void aDirectoryWithFilesIsKept() throws IOException {
    Path out = dir.resolve("out");
    try (OutputLease lease = OutputLease.take(out.toString(), "annotate", NO_MESSAGES)) {
      Files.writeString(out.resolve("links"), "x");
    }
    assertThat(out.resolve("links")).exists();
    assertThat(out.resolve("_lease")).doesNotExist();
  }

  @Test
  void aDirectoryThatExistedIsKept() throws IOException {
    Path out = Files.createDirectory(dir.resolve("out"));
    OutputLease.take(out.toString(), "annotate", NO_MESSAGES).close();
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void aReleasedLeaseCanBeTakenAgain() throws IOException {
    String out = Files.createDirectory(dir.resolve("out")).toString();
    OutputLease.take(out, "annotate", NO_MESSAGES).close();
    try (OutputLease again = OutputLease.take(out, "annotate", NO_MESSAGES)) {
      assertThatCode(() -> OutputLease.require(out + "/links")).doesNotThrowAnyException();
    }
  }

  @Test
  void aDirectoryWithoutALeasePasses() {
    assertThatCode(() -> OutputLease.require(dir.resolve("free").toString()))
        .doesNotThrowAnyException();
  }

  @Test
  void aFileInThePathIsAUsageError() throws IOException {
    Files.writeString(dir.resolve("file"), "x");
    for (String out : new String[] {"file", "file/out"}) {
      assertThatThrownBy(
              () -> OutputLease.take(dir.resolve(out).toString(), "annotate", NO_MESSAGES))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("cannot be written: it or a parent is a file");
    }
  }
}
