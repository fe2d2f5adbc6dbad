package org.melange.train.data;

/**
 * A mention and the entity that it means.
 *
 * @param mention the mention in its post
 * @param entity the entity
 * @param <T> what is known of either
 */
public record MentionPair<T>(T mention, T entity) {}
