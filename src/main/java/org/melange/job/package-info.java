/**
 * The jobs, one main class each. A job parses its options, assembles stages, runs them and writes a
 * report. Options that several jobs share are in classes of their own ({@code *Options}). {@code
 * job.cli} runs the command line; the work itself is done in {@code spark}, {@code train} and
 * {@code eval}.
 */
package org.melange.job;
