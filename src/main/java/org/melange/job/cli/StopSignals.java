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
 * What SIGINT and SIGTERM do to a job: the last line with the exit code that the process ends with,
 * an orderly stop of Spark, and no traces of what was going on. A second signal ends the process at
 * once.
 */
final class StopSignals {

  private final String job;
  private final LastLine last;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private StopSignals(String job, LastLine last) {
    this.job = job;
    this.last = last;
  }

  /**
   * Handles the signals of this process from now on; one that it was started to ignore stays so.
   */
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

  /** What fails from here on fails because the process ends. */
  private static void silence() {
    Configurator.setAllLevels("", Level.OFF);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setErr(nowhere);
    System.setOut(nowhere);
  }
}
