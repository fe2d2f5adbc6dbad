package org.melange.job.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.util.SignalUtils;
import org.melange.run.ExitCode;
import org.melange.run.Summary;

/**
 * Handles SIGINT and SIGTERM: prints the last line with the exit code, stops Spark in an orderly
 * way, and suppresses errors that the stop causes. A second signal ends the process at once.
 */
final class StopSignals {

  private final String job;
  private final LastLine last;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private StopSignals(String job, LastLine last) {
    this.job = job;
    this.last = last;
  }

  /** Installs the handlers. A signal that the process was started to ignore stays ignored. */
  static void handle(String job, LastLine last) {
    StopSignals signals = new StopSignals(job, last);
    SignalUtils.register("INT", () -> signals.stop(ExitCode.INTERRUPTED, "interrupted"));
    SignalUtils.register("TERM", () -> signals.stop(ExitCode.TERMINATED, "terminated"));
  }

  private boolean stop(ExitCode code, String what) {
    if (!stopping.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(code.code());
    }
    Summary summary =
        Summary.empty().with("job", job).with("exit_code", code.code()).with("error", what);
    if (last.print(summary)) {
      System.err.println(job + ": " + what);
      silence();
    }
    Thread exit = new Thread(() -> System.exit(code.code()), "melange-exit");
    exit.start();
    return true;
  }

  /** From here on, errors are caused by the end of the process. */
  private static void silence() {
    Configurator.setAllLevels("", Level.OFF);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setErr(nowhere);
    System.setOut(nowhere);
  }
}
