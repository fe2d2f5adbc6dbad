/**
 * {@code jobs/sweep}: trains and evaluates a model for each of several values, and compares them in
 * one table.
 */
package org.melange.job.sweep;
