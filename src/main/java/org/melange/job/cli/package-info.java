/**
 * What all jobs share: the command line, exit codes, the console, signals and the Spark session.
 */
package org.melange.job.cli;
