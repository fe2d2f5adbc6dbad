/**
 * What several jobs do with models: {@link org.melange.job.model.UntrainedModelOption} allows one
 * that was not trained, and {@link org.melange.job.model.TokenizerTraining} makes a vocabulary for
 * a new one. Depends on {@code job.cli} alone among the packages of jobs.
 */
package org.melange.job.model;
