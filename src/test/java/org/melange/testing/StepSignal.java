package org.melange.testing;

import java.io.IOException;
import java.util.List;

/** Sends this process a signal when it takes a step. Not thread-safe. */
public final class StepSignal {

  /** Bytes of a file that can still be written: a lease, but no Parquet. */
  private static final int SMALL = 500;

  private final String name;
  private final String step;
  private int left;

  /**
   * A signal that is sent once.
   *
   * @param name {@code KILL}, {@code STOP} or another signal; {@code NONE} for none; with {@code
   *     FULL}, the process can write only small files from then on, as if the disk were full
   * @param step at which it is sent
   * @param time which time the step is taken, from 1
   */
  public StepSignal(String name, String step, int time) {
    this.name = name;
    this.step = step;
    this.left = time;
  }

  /** Prints the step, and sends the signal if it is time. */
  public void step(String taken) {
    System.err.println("step " + taken);
    if (!name.equals("NONE") && taken.equals(step) && --left == 0) {
      send();
    }
  }

  private void send() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      List<String> command =
          name.equals("FULL")
              ? List.of("prlimit", "--pid", pid, "--fsize=" + SMALL)
              : List.of("kill", "-" + name, pid);
      if (new ProcessBuilder(command).start().waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("sending " + name, e);
    }
  }
}
