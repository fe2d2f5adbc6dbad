package org.melange.job;

import java.util.Locale;
import org.melange.job.cli.Console;
import org.melange.web.ClipFolder;

/** Prints the progress of downloads every few seconds. Not thread-safe. */
final class DownloadLog implements ClipFolder.Follower {

  private static final double SECONDS_BETWEEN = 2;
  private static final double MEGA = 1e6;

  private final Console console;
  private String file = "";
  private long first;
  private double begun;
  private double told;

  DownloadLog(Console console) {
    this.console = console;
  }

  @Override
  public void progress(String name, long done, long all) {
    double now = console.seconds();
    if (!name.equals(file)) {
      file = name;
      first = done;
      begun = now;
      told = 0;
    }
    if (done != all && now - told < SECONDS_BETWEEN) {
      return;
    }
    told = now;
    double rate = (done - first) / MEGA / Math.max(0.1, now - begun);
    console.line(
        all < 0
            ? String.format(Locale.ROOT, "  %s: %.1f MB, %.1f MB/s", name, done / MEGA, rate)
            : String.format(
                Locale.ROOT,
                "  %s: %.1f of %.1f MB, %.1f MB/s",
                name,
                done / MEGA,
                all / MEGA,
                rate));
  }

  @Override
  public void kept(String name) {
    console.line("  " + name + ": complete");
  }
}
