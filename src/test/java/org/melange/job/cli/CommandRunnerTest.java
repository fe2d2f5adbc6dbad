package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.config.ConfigException;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exit codes, the last line and standard error of commands. */
class CommandRunnerTest {

  /** Output of a command. */
  private record Result(ExitCode code, String out, String err) {

    JsonNode last() throws IOException {
      return new ObjectMapper().readTree(out.lines().reduce("", (first, second) -> second));
    }
  }

  @Command(name = "work", mixinStandardHelpOptions = true)
  private static final class Work implements Callable<Summary> {

    private final Callable<Summary> body;

    @Option(names = "--count")
    private int count;

    private Work(Callable<Summary> body) {
      this.body = body;
    }

    @Override
    public Summary call() throws Exception {
      return body.call().with("count", count);
    }
  }

  @Command(name = "tools", subcommands = Tool.class)
  private static final class Tools {}

  @Command(name = "tool")
  private static final class Tool implements Callable<Summary> {

    @Override
    public Summary call() {
      return Summary.empty().with("tool", true);
    }
  }

  @Test
  void aSummaryEndsStandardOutput() throws IOException {
    Result result = run(new Work(Summary::empty), "--count", "3");
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.last().path("job").asText()).isEqualTo("work");
    assertThat(result.last().path("exit_code").asInt()).isZero();
    assertThat(result.last().path("count").asInt()).isEqualTo(3);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aSummaryMaySetTheExitCode() throws IOException {
    Result result = run(new Work(() -> Summary.empty().endingWith(ExitCode.PARTIAL)));
    assertThat(result.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(result.last().path("exit_code").asInt()).isEqualTo(5);
  }

  static Stream<Arguments> errors() {
    Exception cause = new IOException("cause");
    return Stream.of(
        Arguments.of(JobException.usage("u"), 2, "u"),
        Arguments.of(JobException.usage("u", cause), 2, "u"),
        Arguments.of(JobException.input("i"), 3, "i"),
        Arguments.of(JobException.input("i", cause), 3, "i"),
        Arguments.of(JobException.rejected("r"), 4, "r"),
        Arguments.of(JobException.busy("b", cause), 6, "b"),
        Arguments.of(JobException.failed("f"), 1, "f"),
        Arguments.of(JobException.failed("f", cause), 1, "f"),
        Arguments.of(new IllegalStateException("w", JobException.input("inner")), 3, "inner"),
        Arguments.of(
            new UncheckedIOException("copying", new IOException("disk is full")), 1, "disk"),
        Arguments.of(new ConfigException(List.of("c")), 2, "c"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void eachErrorHasItsExitCodeAndNoStackTrace(Exception error, int code, String message)
      throws IOException {
    Result result = run(failing(error));
    assertThat(result.code().code()).isEqualTo(code);
    assertThat(result.last().path("exit_code").asInt()).isEqualTo(code);
    assertThat(result.last().path("error").asText()).startsWith(message);
    assertThat(result.err()).startsWith("work: " + message).doesNotContain("\tat ");
  }

  @Test
  void aBugHasAStackTrace() throws IOException {
    Result result = run(failing(new IllegalStateException("a bug")));
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.last().path("error").asText()).isEqualTo("IllegalStateException: a bug");
    assertThat(result.err()).contains("\tat " + CommandRunnerTest.class.getName());
  }

  @Test
  void allInvalidSettingsAreReported() throws IOException {
    Result result = run(failing(new ConfigException(List.of("first", "second\nline"))));
    assertThat(result.last().path("error").asText()).isEqualTo("first; second line");
    assertThat(result.last().path("errors")).hasSize(2);
    assertThat(result.err().lines()).contains("work: first", "second", "line");
  }

  @Test
  void invalidOptionsAreUsageErrorsWithAHint() throws IOException {
    for (String[] args : new String[][] {{"--colour"}, {"--count", "many"}, {"extra"}}) {
      Result result = run(new Work(Summary::empty), args);
      assertThat(result.code()).as(args[0]).isEqualTo(ExitCode.USAGE);
      assertThat(result.last().path("exit_code").asInt()).isEqualTo(2);
      assertThat(result.err()).contains("See work --help");
    }
  }

  @Test
  void helpIsNotAFailureAndRunsNothing() {
    Result result = run(failing(new IllegalStateException("ran")), "--help");
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.out()).contains("Usage: work", "--count");
  }

  @Test
  void aSubcommandIsRequired() throws IOException {
    assertThat(run(new Tools(), "tool").last().path("tool").asBoolean()).isTrue();
    Result none = run(new Tools());
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("missing subcommand", "tool");
  }

  private static Work failing(Exception error) {
    return new Work(
        () -> {
          throw error;
        });
  }

  private static Result run(Object command, String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      String name = command.getClass().getAnnotation(Command.class).name();
      ExitCode code = CommandRunner.of(command, name, args);
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
