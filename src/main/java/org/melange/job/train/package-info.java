/**
 * The jobs that train: {@code train} and {@code train-clip} a model, {@code fit-lexical} the
 * weights of names and descriptions.
 */
package org.melange.job.train;
