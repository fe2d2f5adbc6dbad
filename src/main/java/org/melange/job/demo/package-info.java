/**
 * The demo and its model: a sample corpus, the shipped model, the report, and the training of that
 * model.
 */
package org.melange.job.demo;
