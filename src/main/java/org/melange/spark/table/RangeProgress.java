package org.melange.spark.table;

/**
 * How far the embedding of entities is.
 *
 * @param range number of the range that was embedded, from 1
 * @param ranges of the table
 * @param entities of the range
 * @param embedded entities of the range whose rows were computed; the others had a row in an
 *     earlier table
 * @param seconds that the range took
 * @param entitiesLeft of the ranges that are not embedded yet
 * @param secondsLeft at the rate of this run
 */
public record RangeProgress(
    int range,
    int ranges,
    long entities,
    long embedded,
    double seconds,
    long entitiesLeft,
    double secondsLeft) {

  /** Entities a second. */
  public double rate() {
    return seconds > 0 ? entities / seconds : 0;
  }
}
