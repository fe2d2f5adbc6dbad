/**
 * Finds proposals for a knowledge base in a links table. {@link
 * org.melange.spark.propose.ProposalFinder} is the entry.
 *
 * <p>{@link org.melange.spark.propose.MentionEvidence} prepares mentions, {@link
 * org.melange.spark.propose.TextTopics} clusters texts with MLlib, {@link
 * org.melange.spark.propose.FindProposals} goes through the groups of mentions, and {@link
 * org.melange.spark.propose.ProposalCodec} has the schema of the output. No result depends on
 * partitions or on the order of rows.
 */
package org.melange.spark.propose;
