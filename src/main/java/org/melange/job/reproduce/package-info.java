/**
 * {@code jobs/reproduce}: checks a published data set, trains and evaluates on it as published, and
 * compares the results with the published ones.
 */
package org.melange.job.reproduce;
