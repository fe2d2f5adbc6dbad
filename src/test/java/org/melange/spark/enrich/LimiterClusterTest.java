package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.testing.chat.ChatResponse;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;

/** One request budget for two executor processes. */
class LimiterClusterTest {

  @TempDir private Path dir;

  /** Each of two executors asks 100 questions; the budget pays for 100. */
  @Test
  void twoExecutorsShareOneBudgetAndOneLimit() throws Exception {
    ChatResponse answer = ChatResponse.completion("1", "stop", 24, 16, 40);
    try (ChatServer server =
        ChatServer.scripted(ChatServerOptions.plain().latency(20), request -> answer)) {
      JsonNode load =
          load(server, "--in-flight", "8", "--budget-usd", "4000", "--questions", "100");
      assertThat(load.get("executors").asInt()).isEqualTo(2);
      assertThat(load.get("answered").asInt()).isEqualTo(100);
      assertThat(load.get("over_budget").asInt()).isEqualTo(100);
      assertThat(server.counts().requests()).isEqualTo(100);
      assertThat(server.counts().mostInFlight()).isLessThanOrEqualTo(8);
    }
  }

  @Test
  @Tag("slow")
  void permitsOfALostExecutorAreReclaimed() throws Exception {
    try (ChatServer server = ChatServer.start(ChatServerOptions.plain().latency(500))) {
      JsonNode load = load(server, "--in-flight", "8", "--seconds", "6", "--crash-after", "2");
      // A new executor replaces the killed one. With its eight permits lost, no request could be
      // sent.
      assertThat(load.get("answered").asInt()).isGreaterThan(60);
      assertThat(load.get("in_flight").asInt()).isLessThanOrEqualTo(8);
      assertThat(server.counts().mostInFlight()).isLessThanOrEqualTo(16);
    }
  }

  @Test
  @Tag("slow")
  void theLimitIsUsedFullyForThreeMinutes() throws Exception {
    try (ChatServer server =
        ChatServer.start(ChatServerOptions.plain().limits(600, 24_000, 60_000).latency(200))) {
      JsonNode load = load(server, "--requests", "600", "--tokens", "24000", "--seconds", "180");
      double ofRequests = server.counts().requests() / 1800.0;
      double ofTokens = server.counts().acceptedTokens() / 72_000.0;
      System.out.printf(
          Locale.ROOT,
          "strict server, 3 minutes, 2 executors: %.2f %% of the requests, %.2f %% of the tokens,"
              + " %d refused; %s%n",
          100 * ofRequests,
          100 * ofTokens,
          server.counts().refusedByLimit(),
          load);
      assertThat(server.counts().refusedByLimit()).isZero();
      assertThat(Math.max(ofRequests, ofTokens)).isGreaterThanOrEqualTo(0.97);
    }
  }

  private JsonNode load(ChatServer server, String... options) throws Exception {
    Path home = Files.createDirectories(dir.resolve("spark"));
    Files.createDirectories(home.resolve("jars"));
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(List.of("-Xmx512m", "-cp", classPath));
    command.add("-Dspark.master=local-cluster[2,1,512]");
    command.add("-Dspark.executor.memory=512m");
    command.add("-Dspark.executor.extraClassPath=" + classPath);
    command.add("-Dspark.plugins=" + LimiterPlugin.class.getName());
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.driver.host=127.0.0.1");
    command.add("-Dspark.driver.bindAddress=127.0.0.1");
    // Tasks start together, one on each executor.
    command.add("-Dspark.scheduler.minRegisteredResourcesRatio=1");
    command.add("-Dspark.scheduler.maxRegisteredResourcesWaitingTime=60s");
    command.add(LimitedLoad.class.getName());
    command.addAll(List.of("--endpoint", server.base().toString()));
    command.addAll(List.of(options));
    return lastLine(run(command, home));
  }

  /** Those that Spark gives its own drivers, as this JVM was given them. */
  private static List<String> flags() {
    return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add") || flag.startsWith("-XX:+Ignore"))
        .toList();
  }

  private Path run(List<String> command, Path home) throws IOException, InterruptedException {
    File out = dir.resolve("out").toFile();
    File err = dir.resolve("err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out).redirectError(err).directory(dir.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    int code = builder.start().waitFor();
    assertThat(code).as(Files.readString(err.toPath())).isZero();
    return out.toPath();
  }

  private static JsonNode lastLine(Path out) throws IOException {
    List<String> lines = Files.readAllLines(out);
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }
}
