/**
 * The command line of jobs: parsing, exit codes, the summary line, console messages, signals, and
 * the Spark session.
 */
package org.melange.job.cli;
