package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.spark.store.StoreFixture.deleted;
import static org.melange.spark.store.StoreFixture.post;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.run.ExitCode;
import org.melange.testing.ChildProcess;
import org.melange.testing.FaultProxy;
import org.melange.testing.FaultProxy.Fault;
import org.melange.testing.S3Server;

/** Links tables on an S3 service, also one that fails. */
@Tag("chaos")
class LinkUpdateS3IT {

  private static final String BUCKET = "melange";
  private static final String TABLE = "s3a://melange/table";
  private static final int FAULT_EVERY = 5;

  @TempDir Path dir;

  private Map<String, String> options(S3Server s3, URI endpoint) {
    Map<String, String> options = new TreeMap<>(s3.sparkOptions());
    options.put("spark.hadoop.fs.s3a.endpoint", endpoint.toString());
    options.put("spark.hadoop.fs.s3a.attempts.maximum", "5");
    options.put("spark.hadoop.fs.s3a.retry.limit", "7");
    options.put("spark.hadoop.fs.s3a.retry.interval", "100ms");
    options.put("spark.hadoop.fs.s3a.retry.throttle.interval", "100ms");
    // Connections that live shortly, so that many meet a fault.
    options.put("spark.hadoop.fs.s3a.connection.ttl", "200ms");
    return options;
  }

  private ChildProcess child(Map<String, String> options, Path posts, String... overrides)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(TABLE, posts.toString(), StoreFixture.kb()));
    arguments.addAll(List.of("NONE", "", "0"));
    arguments.addAll(StoreFixture.in(dir, overrides).overrides());
    return ChildProcess.start(
        UpdateChild.class,
        Files.createTempFile(dir, "child", ".log"),
        options,
        arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void aServiceThatFailsNowAndThenCostsAtMostARerun(Fault fault) throws Exception {
    StoreFixture fixture = StoreFixture.in(dir);
    Path first = fixture.write(post("a", "Georgia"), post("b", "Tbilisi"), post("c", "Georgia"));
    Path second = fixture.write(post("a", "Tbilisi"), deleted("b"), post("d", "Georgia"));
    try (S3Server s3 = S3Server.startOnDisk(dir)) {
      s3.makeBucket(BUCKET);
      try (FaultProxy proxy =
          FaultProxy.start(
              s3.endpoint(), n -> n % FAULT_EVERY == FAULT_EVERY - 1 ? fault : Fault.NONE)) {
        for (Path day : List.of(first, second)) {
          try (ChildProcess run = child(options(s3, proxy.endpoint()), day)) {
            int code = run.code();
            assertThat(code).as(run.text()).isIn(0, ExitCode.FAILED.code());
          }
          try (ChildProcess again = child(options(s3, s3.endpoint()), day)) {
            assertThat(again.code()).as(again.text()).isZero();
          }
        }
      }
      assertThat(s3.keys(BUCKET, "table/_plan/")).isEmpty();
      assertThat(s3.keys(BUCKET, "table/_lease/")).hasSizeLessThanOrEqualTo(1);
      assertThat(s3.keys(BUCKET, "table/links/_delta_log/")).isNotEmpty();
    }
  }

  @Test
  void ofTwoProcessesOneUpdatesAndTheOtherIsTold() throws Exception {
    Path posts =
        StoreFixture.in(dir).write(post("a", "Georgia"), post("b", "Tbilisi"), post("c", "x"));
    StoreFixture.kb();
    Files.createFile(dir.resolve("wait"));
    try (S3Server s3 = S3Server.startOnDisk(dir)) {
      s3.makeBucket(BUCKET);
      Map<String, String> options = options(s3, s3.endpoint());
      try (ChildProcess one = child(options, posts);
          ChildProcess two = child(options, posts)) {
        while (ready() < 2) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
        Files.createFile(dir.resolve("go"));
        assertThat(Stream.of(one.code(), two.code()))
            .as(one.text() + two.text())
            .containsExactlyInAnyOrder(0, ExitCode.BUSY.code());
      }
    }
  }

  private long ready() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> file.getFileName().toString().startsWith("ready-")).count();
    }
  }
}
