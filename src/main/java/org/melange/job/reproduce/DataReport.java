package org.melange.job.reproduce;

import java.util.List;
import java.util.stream.Collectors;
import org.melange.run.JobException;

/**
 * What the check of a data set found.
 *
 * @param counts counts beside the expected ones
 * @param problems what differs from the published data set
 */
record DataReport(List<Count> counts, List<Problem> problems) {

  /** Copies the lists. */
  DataReport {
    counts = List.copyOf(counts);
    problems = List.copyOf(problems);
  }

  /**
   * A count.
   *
   * @param what is counted
   * @param expected its published value; of images, how many are named
   * @param found its value here
   */
  record Count(String what, long expected, long found) {}

  /**
   * A difference from the published data set.
   *
   * @param fatal whether nothing can be trained or evaluated
   * @param what differs
   * @param remedy what to do
   */
  record Problem(boolean fatal, String what, String remedy) {

    @Override
    public String toString() {
      return what + ": " + remedy;
    }
  }

  /**
   * Refuses a data set that cannot be used, or whose results could not be compared.
   *
   * @param title of the data set
   * @param differing whether differences are accepted with which training and evaluation are
   *     possible
   * @throws JobException naming all problems
   */
  void require(String title, boolean differing) {
    List<Problem> refused =
        problems.stream().filter(problem -> problem.fatal() || !differing).toList();
    if (refused.isEmpty()) {
      return;
    }
    boolean fatal = refused.stream().anyMatch(Problem::fatal);
    throw JobException.input(
        refused.stream()
            .map(Problem::toString)
            .collect(
                Collectors.joining(
                    "\n  ",
                    fatal
                        ? "the data of " + title + " cannot be used:\n  "
                        : "the data is not "
                            + title
                            + " as published, so that results cannot be compared"
                            + " (--allow-differences accepts it):\n  ",
                    "")));
  }
}
