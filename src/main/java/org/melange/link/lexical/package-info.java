/**
 * Links mentions without a neural model: by names, descriptions and the text around the mention.
 *
 * <p>{@link org.melange.link.lexical.LexicalLinker} ranks the candidates that {@code kb.name}
 * finds. The score is a weighted sum of {@link org.melange.link.lexical.LexicalFeature}s, computed
 * over a {@link org.melange.link.lexical.LexicalIndex} of the knowledge base. Fitting {@link
 * org.melange.link.lexical.LexicalWeights} needs Spark and is in {@code spark.learn}. Depends on
 * {@code kb.name} and {@code link.row}.
 */
package org.melange.link.lexical;
