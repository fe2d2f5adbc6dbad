package org.melange.spark.enrich;

/**
 * The result of asking, as the tasks report it.
 *
 * @param settled questions with a settled answer in the logs
 * @param skipped questions that were not asked or not answered
 * @param why the last skipped question has no answer; empty if none was skipped
 * @param requests number of requests sent
 */
record Asked(long settled, long skipped, String why, long requests) {

  /** The sum of both. */
  Asked plus(Asked other) {
    return new Asked(
        settled + other.settled,
        skipped + other.skipped,
        why.isEmpty() ? other.why : why,
        requests + other.requests);
  }
}
