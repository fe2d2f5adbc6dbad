/**
 * {@code jobs/propose}: {@link org.melange.job.propose.ProposeJob} finds proposals for a knowledge
 * base, and {@link org.melange.job.propose.ProposalFiles} writes them for people and tools.
 */
package org.melange.job.propose;
