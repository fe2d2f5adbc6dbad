package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * GPUs as Spark hands them out: two workers with one each, made up by a discovery script. What
 * libtorch would do with them cannot be tried without one.
 */
@Tag("slow") // starts a cluster of processes
class GpuIT {

  private static final Path HERE = Path.of("").toAbsolutePath();

  /** Each worker that asks is told the next address. */
  private static final String DISCOVERY =
      """
      #!/usr/bin/env bash
      exec 9>>"$0.lock"
      flock 9
      next=$(cat "$0.next" 2>/dev/null || echo 0)
      echo $((next + 1)) >"$0.next"
      echo "{\\"name\\": \\"gpu\\", \\"addresses\\": [\\"$next\\"]}"
      """;

  @TempDir private static Path dir;
  private static String master;

  @BeforeAll
  static void startWorkers() throws IOException {
    Path script = Files.writeString(dir.resolve("discovery.sh"), DISCOVERY);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    String port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = String.valueOf(Math.min(free.getLocalPort(), 60_000));
    }
    Command start =
        Command.run(
            HERE,
            "deploy/standalone.sh",
            "start",
            "--memory",
            "1g",
            "--port",
            port,
            "--gpus",
            "1",
            "--discovery",
            script.toString());
    if (start.code() != 0) {
      stopWorkers();
    }
    assertThat(start.code()).as(start.err()).isZero();
    master = start.out().get(start.out().size() - 1);
  }

  @AfterAll
  static void stopWorkers() {
    Command.run(HERE, "deploy/standalone.sh", "stop");
  }

  @Test
  void tasksAreGivenTheGpuOfTheirExecutor() {
    Command run =
        devices(
            "--set",
            "features.device=gpu",
            "--conf",
            "spark.executor.resource.gpu.amount=1",
            "--conf",
            "spark.task.resource.gpu.amount=1");
    assertThat(run.code()).as(run.err()).isZero();
    assertTwoGpus(run.summary().get("devices"));
  }

  @Test
  void aStageCanAskForThemItself() {
    Command run =
        devices(
            "--set",
            "features.device=gpu",
            "--set",
            "features.task-gpus=1",
            "--conf",
            "spark.executor.resource.gpu.amount=1");
    assertThat(run.code()).as(run.err()).isZero();
    assertTwoGpus(run.summary().get("devices"));
  }

  /** On the CPU, beside the GPUs that the tasks are given: several such steps share a stage. */
  @Test
  void stagesThatComputeWithAModelAskTogether() {
    SmallWorld world = SmallWorld.get();
    Command embedded =
        onWorkers(
            "jobs/embed-kb",
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            dir.resolve("table").toString(),
            "--set",
            "features.device=cpu");
    assertThat(embedded.code()).as(embedded.err()).isZero();
  }

  @Test
  void aTrainingIsGivenThemToo() throws IOException {
    SmallWorld world = SmallWorld.get();
    Path dataset = Files.createDirectories(dir.resolve("dataset"));
    Files.writeString(
        dataset.resolve("x_train.json"),
        """
        [{"id": "1", "sentence": "Georgia", "imgPath": "", "mentions": "Georgia", "answer": "Q230"}]
        """);
    Command trained =
        onWorkers(
            "jobs/train",
            "--dataset",
            dataset.toString(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            dir.resolve("trained").toString(),
            "--set",
            "train.max-dropped-share=1");
    assertThat(trained.err()).contains("Spark gave this task GPU", "libtorch sees 0 GPUs");
  }

  private static Command onWorkers(String job, String... more) {
    return command(
        List.of(job, "--set", "features.task-gpus=1", "--set", "run.partitions=2"),
        List.of("--conf", "spark.executor.resource.gpu.amount=1"),
        List.of(more));
  }

  private static void assertTwoGpus(JsonNode devices) {
    Set<String> gpus = new HashSet<>();
    Set<String> executors = new HashSet<>();
    devices
        .fieldNames()
        .forEachRemaining(
            name -> {
              gpus.add(name.substring(0, name.indexOf(' ')));
              executors.add(name.substring(name.lastIndexOf(' ')));
            });
    assertThat(gpus).containsExactlyInAnyOrder("gpu(0)", "gpu(1)");
    assertThat(executors).hasSize(2);
    assertThat(devices.size()).isEqualTo(2);
  }

  private static Command devices(String... more) {
    return command(List.of("jobs/bench", "devices", "--tasks", "8"), List.of(), List.of(more));
  }

  private static Command command(List<String> job, List<String> conf, List<String> more) {
    List<String> command = new ArrayList<>(job);
    command.addAll(
        List.of(
            "--master",
            master,
            "--driver-memory",
            "1g",
            "--conf",
            "spark.executor.memory=1g",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1"));
    command.addAll(conf);
    command.addAll(more);
    return Command.run(HERE, command.toArray(String[]::new));
  }
}
