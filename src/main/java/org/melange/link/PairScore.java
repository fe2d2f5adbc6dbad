package org.melange.link;

/**
 * The score of a mention with an entity and its three parts.
 *
 * @param score the mean of the three others
 * @param text of the text unit
 * @param image of the vision unit
 * @param cross of the cross unit
 */
public record PairScore(float score, float text, float image, float cross) {}
