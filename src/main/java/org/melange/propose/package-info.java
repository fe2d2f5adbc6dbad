/**
 * Proposals for a knowledge base, for people to review: {@link org.melange.propose.Proposal}, and
 * the formats in which tools of Wikimedia read accepted ones. {@link
 * org.melange.propose.ProposalGroup} makes proposals of the mentions that support them.
 *
 * <p>{@link org.melange.propose.QuickStatements} and {@link org.melange.propose.DepictsStatements}
 * leave out what their format cannot express and count it. {@link org.melange.propose.CommonsFile},
 * {@link org.melange.propose.LanguageCode} and {@link org.melange.propose.WebAddress} check values
 * that posts have. {@code org.melange.spark.propose} finds the mentions.
 */
package org.melange.propose;
