package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.spark.SparkThrowable;
import org.junit.jupiter.api.Test;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/** Read errors of Spark that damaged files cause. */
class ReadErrorsTest {

  /** An error of Spark. */
  private static final class SparkError extends RuntimeException implements SparkThrowable {
    private static final long serialVersionUID = 1L;
    private final String condition;
    private final transient Map<String, String> parameters;

    SparkError(String condition, Map<String, String> parameters, Throwable cause) {
      super(condition, cause);
      this.condition = condition;
      this.parameters = parameters;
    }

    @Override
    public String getCondition() {
      return condition;
    }

    @Override
    public Map<String, String> getMessageParameters() {
      return parameters;
    }
  }

  private static SparkError failedRead(Throwable cause) {
    return new SparkError("FAILED_READ_FILE.NO_HINT", Map.of("path", "s3a://b/part-0"), cause);
  }

  @Test
  void damagedAndMissingFilesAreUserErrorsThatNameTheFile() {
    List<Throwable> damages =
        List.of(
            new FileNotFoundException("gone"),
            new EOFException("gone"),
            new ChecksumException("gone", 0),
            new ParquetDecodingException("gone"),
            new RuntimeException("gone is not a Parquet file. Expected magic number\nsecond line"));
    for (Throwable damage : damages) {
      Throwable job =
          new IllegalStateException("job failed", failedRead(new RuntimeException(damage)));
      assertThat(ReadErrors.of(job))
          .hasValueSatisfying(
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
                assertThat(e)
                    .hasMessageStartingWith(
                        "s3a://b/part-0 cannot be read, it is missing or damaged (")
                    .hasMessageContaining("gone")
                    .hasCause(job);
                assertThat(e.getMessage()).doesNotContain("second line");
              });
    }
  }

  @Test
  void otherErrorsAreNotBlamedOnFiles() {
    assertThat(ReadErrors.of(failedRead(new IllegalStateException("connection reset")))).isEmpty();
    assertThat(ReadErrors.of(failedRead(null))).isEmpty();
    assertThat(ReadErrors.of(new FileNotFoundException("no read of Spark"))).isEmpty();
    Throwable other = new SparkError("DIVIDE_BY_ZERO", Map.of(), new EOFException());
    assertThat(ReadErrors.of(other)).isEmpty();
    assertThat(ReadErrors.of(new SparkError(null, Map.of(), new EOFException()))).isEmpty();
  }

  @Test
  void aFileWithoutANameIsStillAUserError() {
    JobException error =
        ReadErrors.of(new SparkError("FAILED_READ_FILE", Map.of(), new EOFException()))
            .orElseThrow();
    assertThat(error).hasMessageStartingWith("a file cannot be read");
  }
}
