package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.testing.FaultProxy;
import org.melange.testing.FaultProxy.Fault;
import org.melange.testing.S3Server;

/** Jobs whose input and output lie on an S3 service that throttles, fails and restarts. */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3FaultsIT {

  private static final String BUCKET = "melange";
  private static final int FAULT_EVERY = 3;

  private final SmallWorld world = SmallWorld.get();
  private S3Server s3;
  private long undisturbed;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    s3 = S3Server.startOnDisk(dir);
    s3.makeBucket(BUCKET);
    for (String name : List.of("sample", "kb", "model", "table")) {
      s3.upload(world.root().resolve(name), BUCKET, name + "/");
    }
    undisturbed = linked(annotate(s3.endpoint(), "undisturbed"));
    assertThat(undisturbed).isPositive();
  }

  @AfterAll
  void stop() {
    s3.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aServiceThatFailsNowAndThenChangesNothing(Fault fault) throws Exception {
    try (FaultProxy proxy =
        FaultProxy.start(
            s3.endpoint(), n -> n % FAULT_EVERY == FAULT_EVERY - 1 ? fault : Fault.NONE)) {
      assertThat(linked(annotate(proxy.endpoint(), "with-" + fault))).isEqualTo(undisturbed);
      assertThat(proxy.faults()).isGreaterThan(2);
    }
  }

  @Test
  void aServiceThatRestartsCostsAtMostARerun() throws Exception {
    try (JobProcess run = JobProcess.start(command(s3.endpoint(), "restart"))) {
      assertThat(run.awaitText("linking")).as(run.err()).isTrue();
      s3.kill();
      TimeUnit.SECONDS.sleep(3);
      s3.run();
      Command result = run.result();
      if (result.code() != 0) {
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(s3.keys(BUCKET, "restart/")).doesNotContain("restart/manifest.json");
        assertThat(linked(annotate(s3.endpoint(), "restart"))).isEqualTo(undisturbed);
      } else {
        assertThat(result.summary().path("linked").asLong()).isEqualTo(undisturbed);
      }
    }
    assertThat(s3.keys(BUCKET, "restart/")).noneMatch(key -> key.contains("__magic"));
  }

  private Command annotate(URI endpoint, String out) {
    try (JobProcess run = JobProcess.start(command(endpoint, out))) {
      return run.result();
    }
  }

  private static long linked(Command run) {
    assertThat(run.code()).as(run.err()).isZero();
    return run.summary().path("linked").asLong();
  }

  private List<String> command(URI endpoint, String out) {
    List<String> command = new ArrayList<>(List.of("jobs/annotate", "--driver-memory", "2g"));
    Map<String, String> options = new TreeMap<>(s3.sparkOptions());
    options.put("spark.ui.enabled", "false");
    options.put("spark.hadoop.fs.s3a.endpoint", endpoint.toString());
    options.put("spark.hadoop.fs.s3a.attempts.maximum", "5");
    options.put("spark.hadoop.fs.s3a.retry.limit", "7");
    options.put("spark.hadoop.fs.s3a.retry.interval", "100ms");
    options.put("spark.hadoop.fs.s3a.retry.throttle.interval", "100ms");
    // Connections that live shortly, so that many meet a fault.
    options.put("spark.hadoop.fs.s3a.connection.ttl", "200ms");
    options.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--posts", at("sample/posts.jsonl"), "--kb", at("kb")));
    command.addAll(List.of("--model", at("model"), "--table", at("table"), "--out", at(out)));
    command.add("--allow-untrained");
    command.addAll(List.of("--set", "quarantine.max-share=0.5", "--set", "run.partitions=3"));
    return command;
  }

  private static String at(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }
}
