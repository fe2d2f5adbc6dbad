/** Benchmarks of inner parts, each beside what the machine can do. */
package org.melange.job.bench;
