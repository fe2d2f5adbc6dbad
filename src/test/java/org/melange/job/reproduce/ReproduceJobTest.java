package org.melange.job.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.JobRun;
import org.melange.run.ExitCode;
import org.melange.run.Manifest;

/** A reproduction from its command line to its report. */
class ReproduceJobTest {

  @TempDir private Path dir;

  @Test
  void aModelIsTrainedAsPublishedAndARunContinues() throws IOException {
    JobRun first = smoke();
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
    JsonNode results = first.summary();
    System.err.println(first.err());
  }

  private JobRun smoke(String... more) {
    String[] args = new String[more.length + 5];
    args[0] = "--smoke";
    args[1] = "--out";
    args[2] = dir.resolve("out").toString();
    args[3] = "--set";
    args[4] = "run.partitions=4";
    System.arraycopy(more, 0, args, 5, more.length);
    return JobRun.of(new ReproduceJob(), args);
  }
}
