package org.melange.job.reproduce;

/**
 * What a step took, over all runs of the job.
 *
 * @param step its name
 * @param seconds the time
 * @param runs the number of runs of the job that worked on it
 * @param peakResidentMb the largest resident set of the driver process until its end, in MiB; 0 if
 *     unknown
 */
record StepTime(String step, double seconds, int runs, long peakResidentMb) {

  /** The time in hours. */
  double hours() {
    return seconds / 3600;
  }
}
