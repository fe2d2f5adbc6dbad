/**
 * {@code jobs/label}: {@link org.melange.job.label.LabelDraw} writes links for a person to judge,
 * and {@link org.melange.job.label.LabelAnswers} reads the answers as a data set.
 */
package org.melange.job.label;
