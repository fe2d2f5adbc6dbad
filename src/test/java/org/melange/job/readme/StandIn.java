package org.melange.job.readme;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the test does in place of a part of a command, and why.
 *
 * @param part what the README has
 * @param instead what is run
 * @param why the command cannot be run as it is
 * @param preparation what is done before the command
 */
record StandIn(String part, String instead, String why, Preparation preparation) {

  /** A step that a person would do before a command. */
  interface Preparation {

    /** Does it in the directory where the commands run. */
    void run(Path dir) throws IOException;
  }

  /** Runs {@code instead}. */
  static StandIn of(String part, String instead, String why) {
    return new StandIn(part, instead, why, dir -> {});
  }

  /** Runs the command as it is, after {@code preparation}. */
  static StandIn after(Preparation preparation, String part, String why) {
    return new StandIn(part, part, why, preparation);
  }

  boolean concerns(String command) {
    return command.contains(part);
  }

  String applyTo(String command) {
    return command.replace(part, instead);
  }
}
