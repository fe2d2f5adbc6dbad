/**
 * Judgments of a person on a sample of links: the file with the answers, what an answer says about
 * a link and about the right entity, and the accuracy of all links that the answers let expect.
 *
 * <p>{@link org.melange.label.Csv} is the file format, {@link org.melange.label.LabelFile} its
 * columns. {@link org.melange.label.AccuracyEstimate} weighs the answers by their strata, {@link
 * org.melange.label.LabeledDataSet} turns them into a data set in MIMIC's layout.
 */
package org.melange.label;
