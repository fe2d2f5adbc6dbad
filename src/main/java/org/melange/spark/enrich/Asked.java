package org.melange.spark.enrich;

/**
 * What asking came to, as those say that asked.
 *
 * @param settled questions whose answers are written down
 * @param skipped questions that could not be asked, or got no answer
 * @param why the latest of these has none; empty if there is none
 * @param requests that were sent
 */
record Asked(long settled, long skipped, String why, long requests) {

  /** Both together. */
  Asked plus(Asked other) {
    return new Asked(
        settled + other.settled,
        skipped + other.skipped,
        why.isEmpty() ? other.why : why,
        requests + other.requests);
  }
}
