package org.melange.job.reproduce;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a step took, over all runs of the job.
 *
 * @param step its name
 * @param seconds the time
 * @param runs the number of runs of the job that worked on it
 * @param peakResidentMb the largest resident set of the driver process until its end, in MiB; 0 if
 *     unknown
 */
record StepTime(
    String step, double seconds, int runs, @JsonProperty("peak_resident_mb") long peakResidentMb) {

  /** The time in hours. */
  double hours() {
    return seconds / 3600;
  }
}
