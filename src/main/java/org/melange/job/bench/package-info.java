/**
 * Benchmarks of components ({@code jobs/bench}). Each measures hardware limits in the same run, so
 * that results of different machines can be compared.
 */
package org.melange.job.bench;
