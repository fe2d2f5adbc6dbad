/**
 * Names of entities: their normalisation, the index of candidates, and the finder of names in
 * texts.
 *
 * <p>{@link org.melange.kb.name.NameNormalizer} defines the forms in which names are compared.
 * {@link org.melange.kb.name.CandidateIndex} finds entities for a mention, {@link
 * org.melange.kb.name.MentionFinder} finds mentions in a text. Characters and normalisation are
 * those of ICU4J.
 */
package org.melange.kb.name;
