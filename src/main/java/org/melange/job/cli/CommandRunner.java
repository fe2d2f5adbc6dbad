package org.melange.job.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.melange.config.ConfigException;
import org.melange.run.ExitCode;
import org.melange.run.Summary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Parses and runs a command line. Prints the summary as the last line of standard output, and
 * errors to standard error.
 */
public final class CommandRunner {

  private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

  private final String name;
  private final LastLine last;

  private CommandRunner(String name, LastLine last) {
    this.name = name;
    this.last = last;
  }

  /** Runs a command as a process that signals can stop. Never returns. */
  public static void main(Object command, String name, String[] args) {
    LastLine last = new LastLine();
    StopSignals.handle(name, last);
    System.exit(new CommandRunner(name, last).run(command, args).code());
  }

  /**
   * Parses and runs.
   *
   * @param command annotated for picocli; it or the subcommand in {@code args} is a {@code
   *     Callable<Summary>}
   * @param name of the job
   */
  public static ExitCode of(Object command, String name, String[] args) {
    return new CommandRunner(name, new LastLine()).run(command, args);
  }

  private ExitCode run(Object command, String[] args) {
    CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      line.parseArgs(args);
      if (CommandLine.printHelpIfRequested(line.getParseResult())) {
        return ExitCode.DONE;
      }
      Summary summary = called(line).call();
      last.print(summary.with("job", name).with("exit_code", summary.ended().code()));
      return summary.ended();
    } catch (CommandLine.ParameterException e) {
      return failed(ExitCode.USAGE, List.of(e.getMessage()), "See " + name + " --help");
    } catch (ConfigException e) {
      return failed(ExitCode.USAGE, e.faults(), "");
    } catch (Throwable e) {
      // Hadoop reports a full disk as an Error. Spark throws undeclared checked exceptions.
      return failed(e);
    }
  }

  private ExitCode failed(Throwable e) {
    LOG.debug("{} failed", name, e);
    return JobErrors.userError(e)
        .map(job -> failed(job.exitCode(), List.of(job.getMessage()), ""))
        .orElseGet(
            () ->
                failed(
                    ExitCode.FAILED,
                    List.of(JobErrors.sentence(e)),
                    JobErrors.isBug(e) ? JobErrors.stackTrace(e) : ""));
  }

  /**
   * Reports errors on standard error and in the last line.
   *
   * @param errors at least one
   * @param more for standard error only
   */
  private ExitCode failed(ExitCode exitCode, List<String> errors, String more) {
    Summary summary =
        Summary.empty()
            .with("job", name)
            .with("exit_code", exitCode.code())
            .with("error", String.join("; ", errors).replaceAll("\\s*\\R\\s*", " "));
    if (last.print(errors.size() > 1 ? summary.with("errors", errors) : summary)) {
      System.err.println(name + ": " + String.join("\n", errors));
      if (!more.isEmpty()) {
        System.err.println(more);
      }
    }
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
        last, "missing subcommand: one of " + String.join(", ", last.getSubcommands().keySet()));
  }
}
