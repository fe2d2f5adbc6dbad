package org.melange.job;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.melange.config.ConfigException;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import picocli.CommandLine;

/** Runs a command line and ends standard output with its summary; people read standard error. */
final class Execution {

  private Execution() {}

  /**
   * Parses and runs.
   *
   * @param command annotated for picocli; it, or the subcommand that {@code args} name, is a {@code
   *     Callable<Summary>}
   * @param name of the job
   */
  static ExitCode of(Object command, String name, String[] args) {
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    ExitCode exitCode = ExitCode.FAILED;
    String error;
    try {
      line.parseArgs(args);
      if (CommandLine.printHelpIfRequested(line.getParseResult())) {
        return ExitCode.DONE;
      }
      Summary summary = called(line).call();
      System.out.println(
          summary.with("job", name).with("exit_code", summary.ended().code()).toJson());
      return summary.ended();
    } catch (CommandLine.ParameterException e) {
      exitCode = ExitCode.USAGE;
      error = e.getMessage() + "\nSee " + name + " --help";
    } catch (ConfigException e) {
      exitCode = ExitCode.USAGE;
      error = String.join("\n", e.faults());
    } catch (JobException e) {
      exitCode = e.exitCode();
      error = e.getMessage();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      // Spark's own exceptions are checked ones that Scala throws undeclared.
      Optional<JobException> cause = JobErrors.userError(e);
      exitCode = cause.map(JobException::exitCode).orElse(ExitCode.FAILED);
      error = cause.map(Throwable::getMessage).orElseGet(() -> JobErrors.stackTrace(e));
    }
    return failed(name, exitCode, error);
  }

  private static ExitCode failed(String name, ExitCode exitCode, String error) {
    System.err.println(name + ": " + error);
    System.out.println(
        Summary.empty()
            .with("job", name)
            .with("exit_code", exitCode.code())
            .with("error", error.lines().findFirst().orElse(""))
            .toJson());
    return exitCode;
  }

  /** The command or subcommand that was called. */
  @SuppressWarnings("unchecked")
  private static Callable<Summary> called(CommandLine line) {
    List<CommandLine> chain = line.getParseResult().asCommandLineList();
    CommandLine last = chain.get(chain.size() - 1);
    if (last.getCommand() instanceof Callable<?> callable) {
      return (Callable<Summary>) callable;
    }
    throw new CommandLine.ParameterException(
        last, "what is to be done? One of " + String.join(", ", last.getSubcommands().keySet()));
  }
}
